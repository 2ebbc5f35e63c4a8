/**
 * First import of every entry point: says in one line that Node is too old, before anything fails strangely.
 * npm's scripts run on the pinned Node 24 on Linux; this is for `node server/….ts` by hand and for other systems.
 */
const neededMajor = 24;

if (Number.parseInt(process.versions.node, 10) < neededMajor) {
  console.error(
    `需要 Node ${neededMajor} 或更新，当前是 ${process.versions.node}。请用 npm 运行（例如 npm start），或升级 Node。 / ` +
      `Node ${neededMajor} or newer is needed; run it through npm or upgrade Node.`,
  );
  process.exit(1);
}

export {};
