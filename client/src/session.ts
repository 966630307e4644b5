// The language client's life: starts dist/server.js over IPC, restarts it after a crash, gives up where it keeps crashing, and says so once.
// Holds what the server last said of the workspace. Knows no command and no view; they ask and listen.

import {
  type CancellationToken,
  commands,
  type Disposable,
  type Event,
  EventEmitter,
  type ExtensionContext,
  type LogOutputChannel,
  l10n,
  Uri,
  window,
} from 'vscode';
import {
  CloseAction,
  ErrorAction,
  type ErrorHandler,
  LanguageClient,
  type LanguageClientOptions,
  State,
  TransportKind,
} from 'vscode-languageclient/node';
import {
  type CreatePlanParams,
  type CreatePlanResult,
  type InitializationOptions,
  methods,
  type PrepareRunParams,
  type PrepareRunResult,
  type SetUpParams,
  type SetUpResult,
  type Summary,
  type TreePage,
  type TreeParams,
  type TreeTooltip,
  type TreeTooltipParams,
} from '../../server/src/protocol/requests.ts';
import { CrashBudget } from './crashBudget.ts';

export const languages = {
  inventory: 'patchtide-inventory',
  policy: 'patchtide-policy',
  plan: 'patchtide-plan',
} as const;

/** Asked for something while the server is given up: only a restart by the user brings it back. */
export class ServerStopped extends Error {}

interface Requests {
  [methods.assetTree]: { readonly params: TreeParams; readonly result: TreePage };
  [methods.treeTooltip]: { readonly params: TreeTooltipParams; readonly result: TreeTooltip };
  [methods.summary]: { readonly params: Record<string, never>; readonly result: Summary };
  [methods.createPlan]: { readonly params: CreatePlanParams; readonly result: CreatePlanResult };
  [methods.prepareRun]: { readonly params: PrepareRunParams; readonly result: PrepareRunResult };
  [methods.setUp]: { readonly params: SetUpParams; readonly result: SetUpResult };
}

export class Session implements Disposable {
  readonly output: LogOutputChannel;
  readonly onDidJudge: Event<Summary>;
  readonly #client: LanguageClient;
  readonly #judged = new EventEmitter<Summary>();
  readonly #crashes = new CrashBudget({ crashes: 4, within: 3 * 60_000 });
  #summary: Summary | undefined;
  #givenUp = false;

  constructor(context: ExtensionContext) {
    this.output = window.createOutputChannel('Patchtide', { log: true });
    this.onDidJudge = this.#judged.event;
    const module = Uri.joinPath(context.extensionUri, 'dist', 'server.js').fsPath;
    const server = { module, transport: TransportKind.ipc };
    this.#client = new LanguageClient('patchtide', 'Patchtide', server, this.#options(context.storageUri));
    this.#client.onNotification(methods.didJudge, (summary: Summary) => this.#accept(summary));
    this.#client.onDidChangeState(({ newState }) => void this.#entered(newState));
  }

  /** What the server last said; absent until it has said anything. */
  get summary(): Summary | undefined {
    return this.#summary;
  }

  /** Starts the server without waiting for it; a failure is in the log and in the views. */
  begin(): void {
    this.#client.start().catch((error: unknown) => this.output.error(String(error)));
  }

  async restart(): Promise<void> {
    this.#crashes.clear();
    this.#givenUp = false;
    if (this.#client.isRunning()) await this.#client.restart();
    else await this.#client.start();
  }

  async stop(): Promise<void> {
    if (this.#client.needsStop()) await this.#client.stop();
  }

  /** Waits for the server where it's starting. */
  async request<M extends keyof Requests>(
    method: M,
    params: Requests[M]['params'],
    token?: CancellationToken,
  ): Promise<Requests[M]['result']> {
    if (this.#givenUp) throw new ServerStopped(l10n.t('The Patchtide language server has stopped.'));
    // A token that is undefined would be sent as a second parameter.
    return token
      ? this.#client.sendRequest<Requests[M]['result']>(method, params, token)
      : this.#client.sendRequest<Requests[M]['result']>(method, params);
  }

  dispose(): void {
    this.#judged.dispose();
    this.output.dispose();
  }

  #options(storage: Uri | undefined): LanguageClientOptions {
    return {
      documentSelector: Object.values(languages).map((language) => ({ language })),
      outputChannel: this.output,
      traceOutputChannel: this.output,
      initializationOptions: {
        suggestCommand: 'editor.action.triggerSuggest',
        ...(storage && { storage: storage.toString() }),
      } satisfies InitializationOptions,
      errorHandler: this.#errorHandler(),
      initializationFailedHandler: (error: unknown) => {
        this.output.error(error instanceof Error ? error : String(error));
        return false;
      },
    };
  }

  #errorHandler(): ErrorHandler {
    return {
      error: (error) => {
        this.output.error(error);
        return { action: ErrorAction.Continue };
      },
      closed: () => {
        if (this.#crashes.spend(Date.now())) return { action: CloseAction.Restart, handled: true };
        this.#givenUp = true;
        void this.#offerRestart();
        return { action: CloseAction.DoNotRestart, handled: true };
      },
    };
  }

  async #offerRestart(): Promise<void> {
    const restart = l10n.t('Restart');
    const show = l10n.t('Show Output');
    const message = l10n.t('The Patchtide language server keeps crashing and was not restarted.');
    const choice = await window.showErrorMessage(message, restart, show);
    if (choice === restart) await this.restart();
    if (choice === show) this.output.show();
  }

  async #entered(state: State): Promise<void> {
    const stopped = state === State.Stopped || state === State.StartFailed;
    if (state === State.StartFailed) this.#givenUp = true;
    await commands.executeCommand('setContext', 'patchtide.stopped', stopped);
    if (state !== State.Running) return;
    try {
      this.#accept(await this.request(methods.summary, {}));
    } catch (error) {
      this.output.warn(String(error));
    }
  }

  #accept(summary: Summary): void {
    this.#summary = summary;
    void commands.executeCommand('setContext', 'patchtide.ready', !summary.loading);
    void commands.executeCommand('setContext', 'patchtide.inventory', summary.inventories > 0);
    this.#judged.fire(summary);
  }
}
