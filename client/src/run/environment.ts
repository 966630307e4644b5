// The environment of a runner: the user's, with what makes the editor's program a Node, without what belongs to the editor. Pure.

export type Environment = Readonly<Record<string, string | undefined>>;

export function runnerEnvironment(own: Environment): Record<string, string | undefined> {
  const kept = Object.entries(own).filter(
    ([name]) => !/^(VSCODE_|ELECTRON_|NODE_OPTIONS$|NODE_INSPECT)/.test(name),
  );
  return { ...Object.fromEntries(kept), ELECTRON_RUN_AS_NODE: '1' };
}
