/** How often the open pages heard that the demonstration's date has moved: what shows it reads again. */
import { shallowRef } from 'vue';

export const clockMoves = shallowRef(0);

export function noteClockMoved(): void {
  clockMoves.value += 1;
}
