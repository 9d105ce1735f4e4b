// A dashboard with what people do to it and what happens to it.
import { type Locator, type Page } from "@playwright/test";
import { expect, open, openMenu, PULLS, test, type Account } from "./fixtures";

/** Connects a provider with a key of this account's own, which the stand-ins can be told about. */
async function connect(page: Page, account: Account, provider: "github" | "stripe") {
  const key = `sandbox-${account.email}`;
  const field = provider === "github" ? "token" : "key";
  const data = { provider, credentials: { [field]: key } };
  const answer = await page.request.post("/api/providers/connect", { data, headers: account.headers });
  expect(answer.status()).toBe(200);
  return key;
}

/** What whoever presents this key meets from now on. */
async function trouble(page: Page, token: string, trouble: string | null) {
  const control = process.env.CONTROL_URL;
  expect((await page.request.post(`${control}/trouble`, { data: { token, trouble } })).status()).toBe(204);
}

/** A widget from one sentence, where nothing has to be asked. */
async function solve(page: Page, problem: string) {
  await page.getByRole("textbox", { name: "What problem are you solving?" }).fill(problem);
  await page.getByRole("button", { name: "Solve it" }).click();
}

/** Failed payments on the dashboard, read with a key of this account's own. */
async function failedPayments(page: Page, account: Account) {
  const key = await connect(page, account, "stripe");
  await open(page, "/dashboard");
  await solve(page, "Which payments failed?");
  const card = page.getByRole("article");
  await expect(card.getByText("Dana Whitfield").first()).toBeVisible();
  return { key, card };
}

async function refresh(card: Locator) {
  await openMenu(card);
  await card.getByRole("button", { name: "Refresh now" }).click();
}

const names = (page: Page) =>
  page.getByRole("article").evaluateAll((cards) => cards.map((card) => card.getAttribute("aria-label")));

test("one sentence deploys, says what it assumed, and can be undone", async ({ page, account }) => {
  await connect(page, account, "stripe");
  await open(page, "/dashboard");
  await solve(page, "I need to see which card payments failed");
  const toast = page.locator(".toast", { hasText: "is on your dashboard" });
  await expect(toast).toContainText(/Assumed: .+/);
  await expect(page.getByRole("article")).toHaveCount(1);
  await expect(page.getByRole("article").getByText("Dana Whitfield").first()).toBeVisible();

  await toast.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByRole("article")).toHaveCount(0);
});

test("what has to be asked is asked in the wizard, never guessed", async ({ page, account }) => {
  await open(page, "/dashboard");
  await solve(page, PULLS);
  await expect(page).toHaveURL(/\/wizard\//);
  await expect(page.getByRole("heading", { name: /Does this sound right|Connect GitHub/ })).toBeVisible();
});

test("cards are moved with the mouse and from the menu, and stay there", async ({ page, account }, info) => {
  test.skip(info.project.name === "phone", "a finger scrolls; the menu moves, as tested here too");
  await connect(page, account, "stripe");
  await open(page, "/dashboard");
  for (const problem of ["Which payments failed?", "What is our Stripe balance?", "Who asked for a refund?"]) {
    const before = await page.getByRole("article").count();
    await solve(page, problem);
    await expect(page.getByRole("article")).toHaveCount(before + 1);
  }
  const [first, second, third] = await names(page);

  const handle = page.getByRole("article").nth(2).getByRole("heading");
  const target = page.getByRole("article").nth(0).getByRole("heading");
  const from = (await handle.boundingBox())!;
  const to = (await target.boundingBox())!;
  await page.mouse.move(from.x + 20, from.y + 8);
  await page.mouse.down();
  await page.mouse.move(to.x + 60, to.y + 10, { steps: 8 });
  await page.mouse.up();
  await expect.poll(() => names(page)).toEqual([third, first, second]);

  const card = page.getByRole("article", { name: third! });
  await openMenu(card);
  await Promise.all([
    page.waitForResponse((answer) => answer.url().includes("/fn/place-widget")),
    card.getByRole("button", { name: "Move later" }).click(),
  ]);
  await expect.poll(() => names(page)).toEqual([first, third, second]);

  await open(page, "/dashboard");
  expect(await names(page)).toEqual([first, third, second]);
});

test("a provider that is down leaves the last rows, marked and explained", async ({ page, account }) => {
  const { key, card } = await failedPayments(page, account);

  await trouble(page, key, "down");
  await refresh(card);
  await expect(card.getByRole("status").filter({ hasText: "Stripe did not answer." })).toContainText(/Data from/);
  await expect(card.getByText("Dana Whitfield").first()).toBeVisible();
  await expect(card).toContainText("old");

  // The same without waiting for anybody, when the page is opened again.
  await open(page, "/dashboard");
  await expect(card).toContainText("Stripe did not answer.");
  await expect(card.getByText("Dana Whitfield").first()).toBeVisible();

  await trouble(page, key, null);
  await card.getByRole("button", { name: "Try now" }).click();
  await expect(card).not.toContainText("Stripe did not answer.");
});

test("a rate limit names its end", async ({ page, account }) => {
  const { key, card } = await failedPayments(page, account);
  await trouble(page, key, "limited");
  await refresh(card);
  await expect(card).toContainText(/Stripe is limiting requests until \d\d:\d\d/);
  await expect(card.getByText("Dana Whitfield").first()).toBeVisible();
});

test("a key revoked after connecting is said on the card, and a new one mends it", async ({ page, account }) => {
  const { key, card } = await failedPayments(page, account);

  await trouble(page, key, "revoked");
  await refresh(card);
  await expect(card.getByRole("alert")).toContainText("Stripe no longer accepts this key.");
  await expect(card.getByText("Dana Whitfield").first()).toBeVisible();
  await card.getByRole("link", { name: "Enter a new key" }).click();
  await expect(page).toHaveURL(/\/connections#stripe/);
  await expect(page.getByRole("heading", { name: "Connections" })).toBeVisible();

  await trouble(page, key, null);
  await connect(page, account, "stripe");
  await open(page, "/dashboard");
  await expect(card.getByText("Dana Whitfield").first()).toBeVisible();
  await expect(card).not.toContainText("no longer accepts");
});

test("deleting is undone from the toast", async ({ page, account }) => {
  const { card } = await failedPayments(page, account);
  await openMenu(card);
  await card.getByRole("button", { name: "Delete" }).click();
  await expect(card).toHaveCount(0);
  await page.locator(".toast", { hasText: "is deleted" }).getByRole("button", { name: "Undo" }).click();
  await expect(card).toHaveCount(1);
});

test("the theme that was chosen stays", async ({ page, account }) => {
  await open(page, "/settings");
  await page.getByRole("radio", { name: "Dark" }).check({ force: true });
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await open(page, "/dashboard");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
});
