/** How many alerts wait to be acted on. */
import { api } from './api.ts';
import { waitingCount } from './waiting-count.ts';

export const {
  noteChanged: noteAlertsChanged,
  note: noteOpenAlerts,
  useCount: useOpenAlerts,
} = waitingCount(async () => (await api.alerts({ view: 'todo', limit: 1 })).views.todo);
