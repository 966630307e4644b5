/** The desktop VS Code's program (not its `code` script): VSCODE_EXECUTABLE, or where `code` leads, or the usual place. */
export function findDesktop(): string | undefined;
