/**
 * Loaded before a supervised program (`node --import`): when the supervisor dies without stopping it (SIGKILL, out of
 * memory), the program ends gracefully too and frees port and data folder for the next start.
 */
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
// Listening alone must not keep a program alive that has finished.
process.channel?.unref();

export {};
