// The environment of a runner: the user's, without what belongs to the editor, with what makes the editor's program a Node. Pure.

export type Environment = Readonly<Record<string, string | undefined>>;

export function runnerEnvironment(own: Environment, added: Environment): Record<string, string | undefined> {
  const kept = Object.entries(own).filter(
    ([name]) => !/^(VSCODE_|ELECTRON_|NODE_OPTIONS$|NODE_INSPECT)/.test(name),
  );
  return { ...Object.fromEntries(kept), ...added };
}
