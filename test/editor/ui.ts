// A hand and an eye on the browser VS Code: opens a workspace with the extension installed from its package, and
// offers what a user does and sees (palette, files, trees, squiggles, status bar, trust, screenshots).
// VS Code's selectors live here and nowhere else. Knows nothing of our extension; the rest goes through `page`.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import { type CodeServer, startCodeServer } from './codeServer.mjs';
import { browserFlags, findBrowser, prepareVSCode, type Say } from './install.mjs';
import { packageExtension } from './vsix.mjs';

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface WorkbenchOptions {
  /** A package, or the folder of a built extension to package first. */
  readonly extension: { readonly vsix: string } | { readonly folder: string };
  /** A folder or a `.code-workspace` file, opened as it is. */
  readonly workspace: string;
  readonly size?: Size;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Restricted Mode first; trustWorkspace() ends it. */
  readonly workspaceTrust?: boolean;
  readonly say?: Say;
}

export interface Look {
  readonly size?: Size;
  /** Leaves the pointer where it is, with the hover it has raised. */
  readonly keepPointer?: boolean;
}

export interface TreeRow {
  readonly label: string;
  readonly description: string;
  readonly level: number;
  /** Undefined for a leaf. */
  readonly expanded: boolean | undefined;
}

export type Severity = 'error' | 'warning' | 'info' | 'hint';

export interface Workbench {
  readonly page: Page;
  /** What the server printed, for a failure's message. */
  readonly log: () => string;
  /** Runs a command by its full title in the palette, such as `Patchtide: Plan`. */
  readonly runCommand: (title: string) => Promise<void>;
  /** What the palette offers for a text, such as `Patchtide:`. */
  readonly paletteOffers: (text: string) => Promise<readonly string[]>;
  /** Picks the row of an open quick pick. */
  readonly pickRow: (label: string) => Promise<void>;
  /** Shows another folder in this window; none where undefined. */
  readonly goTo: (folder: string | undefined) => Promise<void>;
  readonly reload: () => Promise<void>;
  /** Opens a workspace file by its path, and waits for its text. */
  readonly openFile: (path: string) => Promise<void>;
  /** Shows a view container by its title in the activity bar. */
  readonly showContainer: (title: string) => Promise<void>;
  /** The rows of a view that are on the screen; of all views in the sidebar without a title. */
  readonly treeRows: (view?: string) => Promise<readonly TreeRow[]>;
  /** Waits for the row with this label, and hands it out to be clicked or looked at. */
  readonly treeRow: (label: string, view?: string) => Promise<Locator>;
  /** Folds up or unfolds the row with this label by a click, and waits until it is. */
  readonly setExpanded: (label: string, expanded: boolean, view: string) => Promise<void>;
  /** Clicks an inline action of the row with this label. */
  readonly rowAction: (label: string, action: string, view: string) => Promise<void>;
  /** Waits for a view's welcome text that matches; what it says. */
  readonly welcome: (text: RegExp, view: string) => Promise<string>;
  /** The number on a view container's icon. */
  readonly badge: (title: string) => Promise<string>;
  /** Waits for a modal dialog; what it says. */
  readonly dialog: () => Promise<string>;
  /** Answers it by a button's label, and waits until it's gone. */
  readonly answer: (button: string) => Promise<void>;
  /** Waits until a terminal's text on the screen matches, across its wrapped lines; the text. */
  readonly terminalText: (wanted: RegExp) => Promise<string>;
  /** How many squiggles of a severity the open editor shows. A wrapped one counts once per line. */
  readonly squiggles: (severity: Severity) => Promise<number>;
  /** Waits for at least one squiggle. */
  readonly awaitSquiggle: (severity: Severity) => Promise<void>;
  /** The whole workspace's count as the status bar says it, such as `Warnings: 1, Errors: 2`. */
  readonly problems: () => Promise<string>;
  /** The status bar's items, left to right, as read aloud or else as shown. */
  readonly statusBar: () => Promise<readonly string[]>;
  /** Waits for an item whose text matches. */
  readonly statusItem: (text: RegExp | string) => Promise<Locator>;
  readonly notifications: () => Promise<readonly string[]>;
  readonly isRestricted: () => Promise<boolean>;
  readonly trustWorkspace: () => Promise<void>;
  /** A PNG. The window keeps the size. The pointer is moved away first, so that no hover is in the picture. */
  readonly screenshot: (file: string, look?: Look) => Promise<void>;
  readonly close: () => Promise<void>;
}

const openLimit = 60_000;
const actionLimit = 20_000;
const attemptLimit = 3_000;

export async function openWorkbench(options: WorkbenchOptions): Promise<Workbench> {
  const server = await serverWith(options);
  let browser: Browser | undefined;
  const close = async (): Promise<void> => {
    await browser?.close();
    await server.stop();
  };
  try {
    browser = await chromium.launch({
      executablePath: await findBrowser(options.say ? { say: options.say } : {}),
      args: [...browserFlags],
      timeout: openLimit,
    });
    const page = await browser.newPage({ viewport: options.size ?? { width: 1280, height: 800 } });
    page.setDefaultTimeout(actionLimit);
    await arrive(page, () => page.goto(server.addressOf(resolve(options.workspace)), { timeout: openLimit }));
    if (options.workspaceTrust) await restrictedItem(page).waitFor({ timeout: openLimit });
    return Object.freeze({
      ...{ page, log: server.log, close },
      ...actions(page),
      ...journeys(page, server),
      ...questions(page),
      ...readings(page),
    });
  } catch (error) {
    await close();
    throw error;
  }
}

async function serverWith({
  extension,
  settings,
  workspaceTrust,
  say,
}: WorkbenchOptions): Promise<CodeServer> {
  const home = await mkdtemp(join(tmpdir(), 'pt-ui-'));
  try {
    const vsix =
      'vsix' in extension
        ? resolve(extension.vsix)
        : await packageExtension(resolve(extension.folder), join(home, 'extension.vsix'));
    return await startCodeServer({
      vscode: await prepareVSCode(say ? { say } : {}),
      vsix: [vsix],
      workspaceTrust: workspaceTrust ?? false,
      ...(settings ? { settings } : {}),
    });
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

type Actions = Pick<
  Workbench,
  'runCommand' | 'openFile' | 'showContainer' | 'trustWorkspace' | 'screenshot' | 'isRestricted'
>;

function actions(page: Page): Actions {
  const restricted = restrictedItem(page);
  return {
    runCommand: (title) => pick(page, 'F1', `>${title}`, title),
    openFile: async (path) => {
      const name = basename(path);
      await pick(page, 'Control+P', path, name);
      await page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor();
      await page.locator('.editor-instance .view-line').first().waitFor();
    },
    showContainer: async (title) => {
      const item = page.locator('.activitybar .action-item', {
        has: page.locator(`a[aria-label^="${title}"]`),
      });
      await item.first().waitFor();
      if ((await item.first().getAttribute('aria-expanded')) !== 'true') await item.first().click();
      await page.locator('.sidebar .composite.title', { hasText: new RegExp(escaped(title), 'i') }).waitFor();
    },
    isRestricted: async () => (await restricted.count()) > 0,
    trustWorkspace: async () => {
      await restricted.click();
      const editor = page.locator('.workspace-trust-editor');
      await editor.locator('.monaco-button', { hasText: /^Trust$/ }).click();
      await restricted.waitFor({ state: 'detached' });
      await editor.press('Escape'); // a modal editor, which has lost the focus with the button
      await editor.waitFor({ state: 'hidden' });
    },
    screenshot: async (file, { size, keepPointer = false } = {}) => {
      if (size) await page.setViewportSize(size);
      if (!keepPointer) await leaveAlone(page);
      await page.evaluate('document.fonts.ready.then(() => new Promise(requestAnimationFrame))');
      await page.screenshot({ path: file });
    },
  };
}

/** Moves the pointer away until no hover is left. One that loaded under it may need a second hint. */
async function leaveAlone(page: Page): Promise<void> {
  for (const place of [0, 2, 4]) {
    await page.mouse.move(place, place);
    if (await isGone(page.locator('.workbench-hover'))) return;
  }
  await page.keyboard.press('Escape');
}

function isGone(what: Locator): Promise<boolean> {
  return what.waitFor({ state: 'hidden', timeout: attemptLimit }).then(
    () => true,
    () => false,
  );
}

type Journeys = Pick<Workbench, 'goTo' | 'reload'>;

function journeys(page: Page, server: CodeServer): Journeys {
  const empty = `http://${server.authority}/?ew=true`;
  return {
    goTo: (folder) => {
      const address = folder === undefined ? empty : server.addressOf(resolve(folder));
      return arrive(page, () => page.goto(address, { timeout: openLimit }));
    },
    reload: () => arrive(page, () => page.reload({ timeout: openLimit })),
  };
}

async function arrive(page: Page, go: () => Promise<unknown>): Promise<void> {
  await go();
  await page.locator('.monaco-workbench .statusbar-item').first().waitFor({ timeout: openLimit });
}

type Questions = Pick<
  Workbench,
  'paletteOffers' | 'pickRow' | 'dialog' | 'answer' | 'rowAction' | 'setExpanded'
>;

function questions(page: Page): Questions {
  const dialog = page.locator('.monaco-dialog-box');
  const rows = page.locator('.quick-input-list .monaco-list-row .label-name');
  return {
    paletteOffers: async (text) => {
      await page.keyboard.press('F1');
      await page.locator('.quick-input-widget input').first().fill(`>${text}`);
      await rows.filter({ hasText: text }).first().waitFor();
      const offers = await rows.allInnerTexts();
      await page.keyboard.press('Escape');
      await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
      return offers;
    },
    pickRow: async (label) => {
      await rows.filter({ hasText: exactly(label) }).click();
      await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
    },
    dialog: async () => {
      await dialog.waitFor();
      return dialog.locator('.dialog-message-container').innerText();
    },
    answer: async (button) => {
      await dialog.locator('.monaco-button', { hasText: exactly(button) }).click();
      await dialog.waitFor({ state: 'detached' });
    },
    setExpanded: async (label, expanded, view) => {
      const row = rowNamed(page, label, view);
      if ((await row.getAttribute('aria-expanded')) !== String(expanded)) await row.click();
      await row.and(page.locator(`[aria-expanded="${expanded}"]`)).waitFor();
    },
    rowAction: async (label, action, view) => {
      const row = rowNamed(page, label, view);
      await row.hover();
      await row.locator(`.action-label[aria-label^="${action}"]`).click();
    },
  };
}

type Readings = Omit<Workbench, keyof Actions | keyof Journeys | keyof Questions | 'page' | 'log' | 'close'>;

function readings(page: Page): Readings {
  const squiggle = (severity: Severity): Locator => page.locator(`.editor-instance .squiggly-${severity}`);
  const items = page.locator('.statusbar-item');
  return {
    treeRows: async (view) => Promise.all((await rowsOf(page, view).all()).map(readRow)),
    treeRow: async (label, view) => {
      const row = rowNamed(page, label, view);
      await row.waitFor();
      return row;
    },
    welcome: async (text, view) => {
      const found = paneOf(page, view).locator('.welcome-view', { hasText: text });
      await found.waitFor();
      return found.innerText();
    },
    badge: (title) =>
      page
        .locator('.activitybar .action-item', { has: page.locator(`a[aria-label^="${title}"]`) })
        .first()
        .locator('.badge-content')
        .innerText(),
    terminalText: async (wanted) => {
      const text = await page.waitForFunction(textOfTerminal(wanted));
      return String(await text.jsonValue());
    },
    squiggles: (severity) => squiggle(severity).count(),
    awaitSquiggle: (severity) => squiggle(severity).first().waitFor(),
    problems: async () => (await page.locator('[id="status.problems"]').getAttribute('aria-label')) ?? '',
    statusBar: async () => {
      const texts = (await items.all()).map(async (item) => {
        return (await item.getAttribute('aria-label')) || ((await item.textContent()) ?? '').trim();
      });
      return (await Promise.all(texts)).filter((text) => text !== '');
    },
    statusItem: async (text) => {
      const item = items.filter({ hasText: text }).first();
      await item.waitFor();
      return item;
    },
    notifications: () => page.locator('.notification-toast .notification-list-item-message').allInnerTexts(),
  };
}

function restrictedItem(page: Page): Locator {
  return page.locator('.statusbar-item', { hasText: 'Restricted Mode' });
}

/** An expression for the page: a terminal's visible lines put together, where they match; else false. */
function textOfTerminal(wanted: RegExp): string {
  return `(() => {
    const textOf = (line) => line.textContent.replaceAll('\\u00a0', ' ');
    const texts = [...document.querySelectorAll('.terminal.xterm .xterm-rows')].map((rows) =>
      [...rows.children].map(textOf).join(''));
    return texts.find((text) => ${wanted}.test(text)) ?? false;
  })()`;
}

/** Opens the quick input, types, and chooses the row of that name; again where the list was opened too early. */
async function pick(page: Page, key: string, text: string, name: string): Promise<void> {
  const row = page
    .locator('.quick-input-list .monaco-list-row')
    .filter({ has: page.locator('.label-name', { hasText: exactly(name) }) })
    .first();
  const deadline = Date.now() + actionLimit;
  for (;;) {
    await page.keyboard.press(key);
    const found = await page
      .locator('.quick-input-widget input')
      .first()
      .fill(text, { timeout: attemptLimit })
      .then(() => row.waitFor({ timeout: attemptLimit }))
      .then(
        () => true,
        () => false,
      );
    if (found) return row.click();
    await page.keyboard.press('Escape');
    if (Date.now() > deadline) throw new Error(`The quick input offers no "${name}" for "${text}".`);
  }
}

function rowsOf(page: Page, view: string | undefined): Locator {
  if (view === undefined) return page.locator('.sidebar .pane-body .monaco-list-row');
  return paneOf(page, view).locator('.pane-body .monaco-list-row');
}

/** The first one of that name. */
function rowNamed(page: Page, label: string, view: string | undefined): Locator {
  const name = page.locator('.label-name', { hasText: exactly(label) });
  return rowsOf(page, view).filter({ has: name }).first();
}

function paneOf(page: Page, view: string): Locator {
  return page.locator('.pane', { has: page.locator('.pane-header .title', { hasText: exactly(view) }) });
}

async function readRow(row: Locator): Promise<TreeRow> {
  const text = async (selector: string): Promise<string> =>
    ((await row.locator(selector).allInnerTexts())[0] ?? '').trim();
  const expanded = await row.getAttribute('aria-expanded');
  return {
    label: await text('.label-name'),
    description: await text('.label-description'),
    level: Number(await row.getAttribute('aria-level')),
    expanded: expanded === null ? undefined : expanded === 'true',
  };
}

function exactly(text: string): RegExp {
  return new RegExp(`^\\s*${escaped(text)}\\s*$`);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
