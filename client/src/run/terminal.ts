// A run, live in a terminal: the journal from its first line on, then what is appended. One terminal a run; closing it stops nothing.

import {
  commands,
  type Disposable,
  EventEmitter,
  l10n,
  type Pseudoterminal,
  type Terminal,
  ThemeIcon,
  window,
} from 'vscode';
import { emptyRun, type RunState, reduce } from '../../../server/src/run/state.ts';
import { timeOfDay } from '../dateTime.ts';
import type { FollowedRun } from './followedRun.ts';
import { eventsOf } from './journalTail.ts';
import { type RenderContext, renderEvent, renderInterrupted } from './render.ts';
import { JournalReader } from './runFolder.ts';
import type { RunStore } from './runStore.ts';

const interruptKey = '\u0003';

export class RunTerminals implements Disposable {
  readonly #store: RunStore;
  readonly #open = new Map<string, Terminal>();
  readonly #closing: Disposable;

  constructor(store: RunStore) {
    this.#store = store;
    this.#closing = window.onDidCloseTerminal((closed) => {
      for (const [key, terminal] of this.#open) if (terminal === closed) this.#open.delete(key);
    });
  }

  show(run: FollowedRun): void {
    const terminal = this.#open.get(run.key) ?? this.#create(run);
    this.#open.set(run.key, terminal);
    terminal.show(true);
  }

  dispose(): void {
    this.#closing.dispose();
    for (const terminal of this.#open.values()) terminal.dispose();
  }

  #create(run: FollowedRun): Terminal {
    const pty = new RunTerminal(this.#store, run);
    return window.createTerminal({
      name: run.state.plan || run.id,
      iconPath: new ThemeIcon('shield'),
      isTransient: true,
      pty,
    });
  }
}

class RunTerminal implements Pseudoterminal {
  readonly #written = new EventEmitter<string>();
  readonly onDidWrite = this.#written.event;
  readonly #store: RunStore;
  readonly #run: FollowedRun;
  readonly #journal: JournalReader;
  readonly #context: RenderContext = { t: l10n.t, time: timeOfDay };
  #state: RunState = emptyRun;
  #interrupted = false;
  #listening: Disposable | undefined;
  #reading: Promise<void> = Promise.resolve();

  constructor(store: RunStore, run: FollowedRun) {
    this.#store = store;
    this.#run = run;
    this.#journal = new JournalReader(run.folder);
  }

  open(): void {
    this.#listening = this.#store.onDidChange((run) => run === this.#run && this.#update());
    this.#update();
  }

  close(): void {
    this.#listening?.dispose();
  }

  handleInput(input: string): void {
    if (input === interruptKey) void commands.executeCommand('patchtide.stopRun', { run: this.#run.key });
  }

  #update(): void {
    this.#reading = this.#reading.then(() => this.#read());
  }

  async #read(): Promise<void> {
    const lines: string[] = [];
    for (const event of eventsOf(await this.#journal.read())) {
      this.#state = reduce(this.#state, event);
      lines.push(...renderEvent(event, this.#state, this.#context));
    }
    if (this.#run.life === 'interrupted' && !this.#interrupted)
      lines.push(...renderInterrupted(this.#context));
    this.#interrupted = this.#run.life === 'interrupted';
    if (lines.length > 0) this.#written.fire(`${lines.join('\r\n')}\r\n`);
  }
}
