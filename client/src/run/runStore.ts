// The runs of the workspace, newest first, as their journals tell. Runs that go on are followed from the start of the window, whoever started
// them; past runs are read when somebody looks at them. Holds no truth of its own: a reloaded window finds the same again.

import { commands, Disposable, EventEmitter, FileType, RelativePattern, Uri, workspace } from 'vscode';
import { runFiles } from '../../../server/src/protocol/runEvents.ts';
import { isMissing } from '../files.ts';
import { FollowedRun } from './followedRun.ts';
import { goesOn } from './life.ts';
import { isHeld, runsOf } from './runFolder.ts';

/** File watchers may be slow or switched off: what goes on is also asked, this often in milliseconds. */
const pollInterval = 1000;

export class RunStore implements Disposable {
  readonly #changed = new EventEmitter<FollowedRun | undefined>();
  readonly #ended = new EventEmitter<FollowedRun>();
  /** A run's folder has changed; undefined: which runs there are. */
  readonly onDidChange = this.#changed.event;
  /** A run that this window saw going on has ended. */
  readonly onDidEnd = this.#ended.event;
  readonly #runs = new Map<string, FollowedRun>();
  readonly #announced = new Set<string>();
  readonly #folders: Disposable;
  #watchers: Disposable = Disposable.from();
  #timer: NodeJS.Timeout | undefined;

  constructor() {
    this.#folders = workspace.onDidChangeWorkspaceFolders(() => void this.rescan());
  }

  /** Newest first; past ones may be unread: see {@link read}. */
  all(): readonly FollowedRun[] {
    return [...this.#runs.values()].sort((a, b) => (a.id < b.id ? 1 : -1));
  }

  live(): readonly FollowedRun[] {
    return this.all().filter(({ known, life }) => known && goesOn(life));
  }

  past(): readonly FollowedRun[] {
    return this.all().filter(({ known, life }) => !known || !goesOn(life));
  }

  /** By key or by id. */
  find(run: string): FollowedRun | undefined {
    return this.#runs.get(run) ?? this.all().find(({ id }) => id === run);
  }

  /** Makes sure that the runs are read. */
  async read(keys: readonly string[]): Promise<void> {
    const runs = keys.flatMap((key) => this.#runs.get(key) ?? []);
    await Promise.all(runs.filter(({ known }) => !known).map((run) => run.update()));
  }

  /** Reads what is new of a run now, without waiting for a watcher. */
  async catchUp(run: FollowedRun): Promise<void> {
    await this.#update(run);
  }

  /** Takes up a run that has just been requested. */
  async follow(root: Uri, folder: Uri): Promise<void> {
    const run = this.#enter(root, folder);
    await this.#update(run);
    // It may have ended before it was ever seen going on.
    if (!goesOn(run.life)) this.#announce(run);
    this.#poll();
  }

  /** Finds all runs, and those of them that go on. */
  async rescan(): Promise<void> {
    this.#watchers.dispose();
    const roots = (workspace.workspaceFolders ?? [])
      .map(({ uri }) => uri)
      .filter(({ scheme }) => scheme === 'file');
    this.#watchers = Disposable.from(...roots.map((root) => this.#watch(root)));
    const found = await Promise.all(roots.map((root) => this.#list(root)));
    const keys = new Set(found.flat().map(({ key }) => key));
    for (const key of this.#runs.keys()) if (!keys.has(key)) this.#runs.delete(key);
    const unread = found.flat().filter(({ known }) => !known);
    const held = await Promise.all(unread.map(async (run) => ((await isHeld(run.folder)) ? [run] : [])));
    await Promise.all(held.flat().map((run) => run.update()));
    this.#tell(undefined);
    this.#poll();
  }

  dispose(): void {
    this.#runs.clear();
    clearTimeout(this.#timer);
    Disposable.from(this.#watchers, this.#folders, this.#changed, this.#ended).dispose();
  }

  #watch(root: Uri): Disposable {
    const pattern = new RelativePattern(runsOf(root), `*/{${runFiles.journal},${runFiles.lock}}`);
    const watcher = workspace.createFileSystemWatcher(pattern);
    const touched = (file: Uri): void => void this.#touched(root, Uri.joinPath(file, '..'));
    watcher.onDidCreate(touched);
    watcher.onDidChange(touched);
    watcher.onDidDelete((file) =>
      file.path.endsWith(runFiles.journal) ? void this.rescan() : touched(file),
    );
    return watcher;
  }

  async #touched(root: Uri, folder: Uri): Promise<void> {
    await this.#update(this.#enter(root, folder));
    this.#poll();
  }

  async #list(root: Uri): Promise<readonly FollowedRun[]> {
    try {
      const entries = await workspace.fs.readDirectory(runsOf(root));
      const folders = entries.filter(([, type]) => type === FileType.Directory);
      return folders.map(([name]) => this.#enter(root, Uri.joinPath(runsOf(root), name)));
    } catch (error) {
      if (isMissing(error)) return [];
      throw error;
    }
  }

  #enter(root: Uri, folder: Uri): FollowedRun {
    const known = this.#runs.get(folder.toString());
    if (known) return known;
    const run = new FollowedRun(root, folder);
    this.#runs.set(run.key, run);
    return run;
  }

  async #update(run: FollowedRun): Promise<void> {
    const before = run.known && goesOn(run.life);
    if (!(await run.update())) return;
    this.#tell(run);
    if (before && !goesOn(run.life)) this.#announce(run);
  }

  #announce(run: FollowedRun): void {
    if (this.#announced.has(run.key)) return;
    this.#announced.add(run.key);
    this.#ended.fire(run);
  }

  #tell(run: FollowedRun | undefined): void {
    void commands.executeCommand('setContext', 'patchtide.running', this.live().length > 0);
    this.#changed.fire(run);
  }

  #poll(): void {
    if (this.#timer || this.live().length === 0) return;
    this.#timer = setTimeout(async () => {
      await Promise.all(this.live().map((run) => this.#update(run)));
      this.#timer = undefined;
      this.#poll();
    }, pollInterval);
  }
}
