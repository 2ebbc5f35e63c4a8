/** A curve that is being tried below its chart: open or not, what is tried, and both gone once it is saved. */
import { type Ref, ref, shallowRef } from 'vue';
import type { Curve } from '../domain/pace.ts';

export interface TriedCurve {
  isOpen: Ref<boolean>;
  /** Null while none is tried. */
  tried: Ref<Curve | null>;
  close: () => void;
  toggle: () => void;
}

export function useTriedCurve(): TriedCurve {
  const isOpen = ref(false);
  const tried = shallowRef<Curve | null>(null);
  function close(): void {
    isOpen.value = false;
    tried.value = null;
  }
  function toggle(): void {
    if (isOpen.value) close();
    else isOpen.value = true;
  }
  return { isOpen, tried, close, toggle };
}
