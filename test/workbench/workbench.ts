import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { chromium, type Browser, type FrameLocator, type Locator, type Page } from 'playwright-core';

const browserFlags = [
  '--no-sandbox',
  '--disable-gpu',
  // Without these the browser's own services keep asking for a network that need not be there.
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-quic',
  '--disable-sync',
  '--no-first-run',
];
const defaultViewport = { width: 1400, height: 900 };
// The cells of a notebook are laid over the group that it is open in.
const activeEditor = ':is(.editor-group-container.active, .notebookOverlay) .monaco-editor';
/** For anything that a person would see at once, milliseconds. */
const longestWait = 30_000;
/** How often the list of commands is opened anew for one that is not in it. */
const commandAttempts = 10;
const notebookCell = '.notebook-editor .code-cell-row';

export interface WorkbenchOptions {
  readonly browser: string;
  /** Folder that screenshots go to. */
  readonly screenshots: string;
  /** Of the window, in points. */
  readonly viewport?: Readonly<{ width: number; height: number }>;
  /** Pixels a point, each way. */
  readonly deviceScaleFactor?: number;
}

/** One window of VS Code, driven as a person drives it: keys, clicks and what can be seen. */
export class Workbench {
  private screenshots = 0;

  private constructor(
    readonly page: Page,
    private readonly browser: Browser,
    private readonly screenshotFolder: string,
  ) {}

  static async launch(options: WorkbenchOptions): Promise<Workbench> {
    const browser = await chromium.launch({ executablePath: options.browser, args: browserFlags });
    const { viewport = defaultViewport, deviceScaleFactor = 1 } = options;
    const page = await browser.newPage({ viewport, deviceScaleFactor });
    page.setDefaultTimeout(longestWait);
    await mkdir(options.screenshots, { recursive: true });
    return new Workbench(page, browser, options.screenshots);
  }

  async open(server: string, folder: string): Promise<void> {
    await this.page.goto(`${server}/?folder=${encodeURIComponent(folder)}`);
    await this.restored();
  }

  /** @param workspace a file that names folders, `*.code-workspace`. */
  async openWorkspace(server: string, workspace: string): Promise<void> {
    await this.page.goto(`${server}/?workspace=${encodeURIComponent(workspace)}`);
    await this.restored();
  }

  async openWithoutFolder(server: string): Promise<void> {
    await this.page.goto(`${server}/?ew=true`);
    await this.page.locator('.monaco-workbench').waitFor();
  }

  async reload(): Promise<void> {
    await this.page.reload();
    await this.restored();
  }

  /** Also ends the window's extension host, which would wait for the page to come back. */
  async close(): Promise<void> {
    await this.page.goto('about:blank').catch(() => null);
    await this.browser.close();
  }

  /** Keeps a picture of the window, numbered in the order of the journey. */
  async screenshot(name: string): Promise<void> {
    this.screenshots += 1;
    const file = `${String(this.screenshots).padStart(2, '0')}-${name}.png`;
    await this.page.screenshot({ path: path.join(this.screenshotFolder, file) });
  }

  async runCommand(title: string): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      await this.page.keyboard.press('F1');
      if (await this.picksCommand(title)) {
        await this.commandsAreGone();
        return;
      }
      if (attempt === commandAttempts) throw new Error(`There is no command ${title}.`);
      // The list holds what could be run when it was opened, and a window that has just opened learns that by and by;
      // an editor that has just opened may have taken the focus, which closes the list.
      await this.page.keyboard.press('Escape');
    }
  }

  private async picksCommand(title: string): Promise<boolean> {
    try {
      await this.quickInput.fill(`>${title}`, { timeout: 3000 });
      await this.quickInputRow(title).first().click({ timeout: 3000 });
      return true;
    } catch {
      return false;
    }
  }

  /** What the command asks for is asked in the same box: whoever typed too early would type into the list of commands. */
  private async commandsAreGone(): Promise<void> {
    const start = Date.now();
    while ((await this.quickInput.isVisible()) && (await this.quickInput.inputValue()).startsWith('>')) {
      if (Date.now() - start > longestWait) throw new Error('The list of commands stays.');
      await this.page.waitForTimeout(20);
    }
  }

  /** @param label of a colour theme, such as `Dark High Contrast`. */
  async chooseTheme(label: string): Promise<void> {
    await this.runCommand('Preferences: Color Theme');
    await this.quickInput.fill(label);
    await this.pick(label);
    await this.quickInput.waitFor({ state: 'hidden' });
  }

  /** Opens a file of this machine by its absolute path, in whatever window. */
  async openFileOfMachine(file: string): Promise<void> {
    for (let attempt = 1; !(await this.picksFileOfMachine(file)); attempt++) {
      if (attempt === commandAttempts) throw new Error(`${file} did not open.`);
      await this.page.keyboard.press('Escape');
    }
    await this.page.locator(`${activeEditor} .view-lines`).first().waitFor();
  }

  /** The dialog puts its own folder into the box when it has read it, over what was filled in before. */
  private async picksFileOfMachine(file: string): Promise<boolean> {
    try {
      await this.runCommand('File: Open File...');
      await this.quickInput.fill(file, { timeout: 3000 });
      await this.quickInputRow(path.basename(file)).first().waitFor({ timeout: 3000 });
      await this.page.keyboard.press('Enter');
      await this.tab(path.basename(file)).waitFor({ timeout: 3000 });
      return true;
    } catch {
      return false;
    }
  }

  /** Opens a file of the workspace, by its path from the workspace's root. */
  async openFile(relativePath: string): Promise<void> {
    const name = path.posix.basename(relativePath);
    await this.page.keyboard.press('Control+P');
    await this.quickInput.fill(relativePath);
    await this.pick(name);
    await this.tab(name).waitFor();
    await this.page.locator(`${activeEditor} .view-lines`).first().waitFor();
  }

  /** Opens a notebook of the workspace, by its path from the workspace's root. */
  async openNotebook(relativePath: string): Promise<void> {
    const name = path.posix.basename(relativePath);
    await this.page.keyboard.press('Control+P');
    await this.quickInput.fill(relativePath);
    await this.pick(name);
    await this.page.locator(notebookCell).first().waitFor();
  }

  /** Puts the cursor into a code cell of the notebook that is open, counted from 0. */
  async editCell(index: number): Promise<void> {
    const cell = this.page.locator(notebookCell).nth(index);
    await cell.locator('.monaco-editor .view-lines').click();
    await this.page.locator(`${notebookCell} .monaco-editor.focused`).waitFor();
  }

  get quickInput(): Locator {
    return this.page.locator('.quick-input-widget .quick-input-box input');
  }

  quickInputRow(label: string): Locator {
    return this.page.locator('.quick-input-list .monaco-list-row', { hasText: label });
  }

  async pick(label: string): Promise<void> {
    await this.quickInputRow(label).first().click();
  }

  /** Answers an input box. */
  async answer(text: string): Promise<void> {
    await this.quickInput.fill(text);
    await this.page.keyboard.press('Enter');
  }

  tab(name: string): Locator {
    return this.page.locator(`.tab[data-resource-name="${name}"]`);
  }

  /** Notifications that show `text`. */
  notification(text: string | RegExp): Locator {
    return this.page.locator('.notifications-toasts .notification-list-item', { hasText: text });
  }

  /** A button of a notification, by what is written on it. */
  notificationButton(label: string): Locator {
    return this.page.locator('.notifications-toasts').getByRole('button', { name: label, exact: true });
  }

  /** Puts all notifications away, as Escape does; a progress notification has no other way that is not Cancel. */
  async hideNotifications(): Promise<void> {
    await this.press('Escape');
    await this.page.locator('.notifications-toasts .notification-list-item').first().waitFor({ state: 'hidden' });
  }

  /** The page in the active editor, as an extension has made it. */
  webview(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
  }

  statusItem(id: string): Locator {
    return this.page.locator(`.statusbar-item[id$="${id}"]`);
  }

  /** Puts the cursor at a line and column, both counted from 1. */
  async goTo(line: number, column: number): Promise<void> {
    const position = this.statusItem('status.editor.selection').getByText(`Ln ${line}, Col ${column}`, { exact: true });
    for (let attempt = 1; ; attempt++) {
      await this.page.keyboard.press('Control+G');
      await this.answer(`:${line}:${column}`);
      await this.quickInput.waitFor({ state: 'hidden' });
      // While many files change the box has been seen to go one line too far.
      const isThere = await position.waitFor({ timeout: 2000 }).then(
        () => true,
        () => false,
      );
      if (isThere) return;
      if (attempt === commandAttempts) throw new Error(`The cursor does not come to line ${line}, column ${column}.`);
    }
  }

  async type(text: string, millisecondsBetweenKeys = 60): Promise<void> {
    await this.page.keyboard.type(text, { delay: millisecondsBetweenKeys });
  }

  async press(key: string): Promise<void> {
    await this.page.keyboard.press(key);
  }

  get ghost(): Locator {
    return this.page.locator(`${activeEditor} .ghost-text-decoration`);
  }

  /** The whole ghost text, lines below the cursor's included; empty where none is shown. */
  async ghostText(): Promise<string> {
    // Coloured as code, the cursor's line comes in several parts.
    const [inLine, below] = await Promise.all([
      this.ghost.allInnerTexts(),
      this.page.locator(`${activeEditor} .suggest-preview-text .ghost-text`).allInnerTexts(),
    ]);
    return [inLine.join(''), ...below].join('\n').replace(/\u00a0/g, ' ');
  }

  /** Waits for ghost text; asks with the explicit trigger where the editor raised no request of its own. */
  async waitForGhost(): Promise<string> {
    const ghost = this.ghost.first();
    const shown = await ghost.waitFor({ timeout: 3000 }).then(
      () => true,
      () => false,
    );
    if (!shown) {
      await this.press('Control+Alt+I');
      await ghost.waitFor({ timeout: 10_000 });
    }
    return this.ghostText();
  }

  async acceptGhost(): Promise<void> {
    // Tab would take IntelliSense's proposal while its list is open.
    await this.page.locator('.suggest-widget.visible').waitFor({ state: 'hidden' });
    await this.ghost.first().waitFor();
    await this.press('Tab');
  }

  async save(): Promise<void> {
    await this.press('Control+S');
    await this.page.locator('.tab.active:not(.dirty)').waitFor();
  }

  private async restored(): Promise<void> {
    await this.page.locator('.monaco-workbench').waitFor();
    await this.page.locator('.explorer-folders-view .monaco-list-row').first().waitFor();
  }
}
