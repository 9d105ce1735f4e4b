// What every browser test starts with: a page whose console must stay silent, and an account.
import AxeBuilder from "@axe-core/playwright";
import { test as base, expect, type Locator, type Page } from "@playwright/test";

export const PULLS =
  "My team is losing track of pull requests across 3 repos. We spend 30 minutes every morning checking each repo manually.";

/** Messages a test expects in the console: a refused request is logged by the browser itself. */
type Quiet = { allow: (pattern: RegExp) => void };

export type Account = { email: string; password: string; headers: { origin: string } };

export const test = base.extend<{ console: Quiet; account: Account }>({
  // Every error and warning fails the test; hydration tells of a mismatch there too.
  console: [
    async ({ page }, use) => {
      const said: string[] = [];
      const allowed: RegExp[] = [];
      page.on("console", (message) => {
        if (["error", "warning"].includes(message.type())) said.push(`${message.type()}: ${message.text()}`);
      });
      page.on("pageerror", (error) => said.push(`page error: ${error.message}`));
      await use({ allow: (pattern) => allowed.push(pattern) });
      expect(said.filter((line) => !allowed.some((pattern) => pattern.test(line)))).toEqual([]);
    },
    { auto: true },
  ],

  // A fresh account, logged in on this page.
  account: async ({ page, baseURL }, use, info) => {
    const name = `${info.project.name}-${info.workerIndex}-${Date.now()}-${Math.floor(Math.random() * 1e6)}`;
    const data = { email: `${name}@example.org`, password: "a sentence nobody guesses" };
    const headers = { origin: baseURL! };
    const answer = await page.request.post("/api/auth/signup", { data, headers });
    expect(answer.status()).toBe(201);
    await use({ ...data, headers });
  },
});

export { expect };

/** Opens a page and waits until its listeners are in place. */
export async function open(page: Page, path: string) {
  await page.goto(path);
  await hydrated(page);
}

export async function hydrated(page: Page) {
  await expect(page.locator("html[data-hydrated]")).toBeAttached();
}

/** Asks the one question of the wizard. */
export async function ask(page: Page, problem: string) {
  await open(page, "/wizard");
  await page.getByRole("textbox", { name: "What problem are you solving?" }).fill(problem);
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByText("Answered by")).toBeVisible();
}

/** From the confirmed intent to three repositories of the sandbox. */
export async function chooseThreeRepositories(page: Page) {
  await page.getByRole("button", { name: "Yes, continue" }).click();
  await page.getByRole("button", { name: "Use sample data" }).click();
  await expect(page.getByRole("group", { name: /repositories/i })).toBeVisible();
  for (const repository of ["booking-api", "web", "harbor-app"]) {
    await page.getByText(`tidewell/${repository}`, { exact: true }).click();
  }
  await page.getByRole("button", { name: "Continue", exact: true }).click();
}

/** From the one question to the preview of the list. */
export async function upToThePreview(page: Page) {
  await ask(page, PULLS);
  await chooseThreeRepositories(page);
  await page.getByRole("button", { name: "List", exact: true }).click();
  await expect(page.getByRole("heading", { name: "This is what will stand on your dashboard" })).toBeVisible();
}

/** Opens the menu of a widget's card. */
export async function openMenu(card: Locator) {
  await card.locator("summary.icon-button").click();
}

/** Nothing that axe can find, at WCAG 2.2 AA. */
export async function expectAccessible(page: Page) {
  // What a sticky bar half covers would count as too small a target, wherever the page was scrolled to.
  await page.evaluate(() => window.scrollTo(0, 0));
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
    .analyze();
  const found = violations.map(({ id, nodes }) => ({ id, nodes: nodes.map((node) => node.html.slice(0, 160)) }));
  expect(found).toEqual([]);
}
