/** Name of the layout by which forms are read that no county's own layout reads (layouts-general.ts). */
export const GENERAL_LAYOUT = 'general';
