import type { demoWords } from '../demo.ts';

export const demo: typeof demoWords = {
  open: (today) => `Demo date ${today}, open to move on`,
  button: (today) => `Demo at ${today}`,
  phoneButton: (day) => `Demo data ${day}`,
  title: 'Move the demo date',
  why: 'Every working day between is gone through in turn: reports and payments happen as in the demo data, alerts arise and are delivered on their days.',
  nextWorkingDay: (day) => `Next working day ${day}`,
  monthEnd: (day) => `End of the month ${day}`,
  chosen: 'Move to this day',
  choose: 'Choose a day',
  atTheEnd: (last) => `The demo data end on ${last}; this is the last day.`,
  moving: (reached, to) => `Moving: ${reached} done, on to ${to}`,
  movingShort: (reached) => `Moving ${reached}`,
  waiting: 'In the queue, starting soon',
  reloading: 'Loading the demo again, takes a few seconds',
  reloadingShort: 'Loading again',
  done: (today) => `Moved to ${today}`,
  failed:
    'The last move was not finished; no data are damaged. Move again; if that fails, look into the service log.',
  reset: 'Load the demo again',
  resetWhy: (start) =>
    `The demo date goes back to ${start}; everything entered, imported and handled in the demo is erased for good. Accounts and sign-ins stay.`,
  resetYes: 'Erase and load again',
  resetNo: 'No, keep',
};
