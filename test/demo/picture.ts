// Takes the README's picture: `node --import tsx test/demo/picture.ts [file]`, on a built extension. The demo's inventory with its
// problems, one of them explained, beside the list of what is late.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openWorkbench } from '../editor/ui.ts';
import { startDemo } from './demo.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const settings = {
  'breadcrumbs.enabled': false,
  'editor.fontSize': 13,
  'editor.hover.above': false,
  'editor.minimap.enabled': false,
  'editor.overviewRulerBorder': false,
  'window.commandCenter': false,
  'workbench.layoutControl.enabled': false,
};

async function take(file: string): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), 'pt-picture-'));
  const demo = await startDemo({ home });
  try {
    const size = { width: 1200, height: 620 };
    const extension = { folder: root };
    const ui = await openWorkbench({ extension, workspace: demo.workspace, size, settings });
    try {
      await ui.openFile('demo.inventory.yaml');
      await ui.awaitSquiggle('error');
      await ui.showContainer('Patchtide');
      const overdue = await ui.treeRow('Overdue');
      if ((await overdue.getAttribute('aria-expanded')) !== 'true') await overdue.click();
      await ui.treeRow('cache-01');
      await ui.page.locator('.view-line', { hasText: 'web-01:' }).hover({ position: { x: 45, y: 8 } });
      await ui.page.locator('.monaco-hover', { hasText: 'sla/overdue' }).waitFor();
      await ui.page.locator('.monaco-hover', { hasText: 'Owner' }).waitFor();
      await ui.screenshot(file, { keepPointer: true });
    } finally {
      await ui.close();
    }
  } finally {
    await demo.stop();
    await rm(home, { recursive: true, force: true });
  }
}

take(process.argv[2] ?? join(root, 'images/screenshot.png')).then(
  () => process.exit(),
  (error) => {
    process.stderr.write(`${error}\n`);
    process.exit(1);
  },
);
