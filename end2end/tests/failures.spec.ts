// What can go wrong, each with its message and the next step. Nothing typed is lost.
import { ask, expect, open, PULLS, test, upToThePreview } from "./fixtures";

const QUESTION = "What problem are you solving?";

test("offline: the words stay, and the next try sends them", async ({ page, account, context, console }) => {
  console.allow(/ERR_INTERNET_DISCONNECTED|Failed to fetch|Failed to load/);
  await open(page, "/wizard");
  await page.getByRole("textbox", { name: QUESTION }).fill(PULLS);
  await context.setOffline(true);
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByText("This server cannot be reached.")).toBeVisible();
  await expect(page.getByRole("textbox", { name: QUESTION })).toHaveValue(PULLS);

  await context.setOffline(false);
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByText("Answered by")).toBeVisible();
});

test("session expired: the words are kept over the log-in", async ({ page, account, context, console }) => {
  console.allow(/status of (401|500|403)/);
  await open(page, "/wizard");
  await page.getByRole("textbox", { name: QUESTION }).fill(PULLS);
  await context.clearCookies();
  await page.getByRole("button", { name: "Continue" }).click();
  const dialog = page.getByRole("dialog", { name: "Log in again" });
  await expect(dialog).toContainText("Your session has ended. What you typed is still here.");
  await dialog.getByLabel("E-mail").fill(account.email);
  await dialog.getByLabel("Password").fill(account.password);
  await dialog.getByRole("button", { name: "Log in" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("textbox", { name: QUESTION })).toHaveValue(PULLS);
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByText("Answered by")).toBeVisible();
});

test("key refused: said next to the key, and nothing is stored", async ({ page, account, console }) => {
  console.allow(/status of (4\d\d|500)/);
  await ask(page, PULLS);
  await page.getByRole("button", { name: "Yes, continue" }).click();
  await page.getByLabel(/token/i).fill("ghp_revoked");
  await page.getByRole("button", { name: "Connect GitHub" }).click();
  await expect(page.getByRole("alert").first()).toBeVisible();
  await expect(page.getByRole("heading", { name: /^Connect GitHub/ })).toBeVisible();
});

test("invalid JSON in the preview: the problem names its line", async ({ page, account }) => {
  await upToThePreview(page);
  await page.getByText("The schema as JSON").click();
  const text = page.getByRole("textbox", { name: "Widget schema as JSON" });
  await text.fill('{\n  "metadata": {},\n}');
  await expect(page.getByRole("list", { name: "Problems" })).toContainText("Line 3");
  await expect(page.getByRole("button", { name: "Put it on the dashboard" })).toBeVisible();
});

test("an empty problem is refused without asking the server", async ({ page, account }) => {
  await open(page, "/wizard");
  await page.getByRole("textbox", { name: QUESTION }).fill("   ");
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByText("Say in a few words what bothers you.")).toBeVisible();
});

test("another account's conversation is not there", async ({ page, account, browser, baseURL, console }) => {
  await ask(page, PULLS);
  const stranger = await browser.newContext({ baseURL });
  const other = await stranger.newPage();
  await other.request.post("/api/auth/signup", {
    data: { email: `stranger-${Date.now()}@example.org`, password: "another long sentence" },
    headers: { origin: baseURL! },
  });
  await other.goto(page.url());
  await expect(other.getByText("This conversation is not here.")).toBeVisible();
  await stranger.close();
});

test("a page that needs a log-in is where the log-in leads", async ({ page, account, context }) => {
  await context.clearCookies();
  await open(page, "/connections");
  await expect(page).toHaveURL(/\/login\?next=%2Fconnections$/);
  await page.getByLabel("E-mail").fill(account.email);
  await page.getByLabel("Password").fill(account.password);
  await page.getByRole("button", { name: "Log in" }).click();
  await expect(page.getByRole("heading", { name: "Connections" })).toBeVisible();
});

test("a page whose code cannot be fetched can be loaded again", async ({ page, account, console }) => {
  console.allow(/ERR_FAILED|Failed to (fetch|load)/);
  await open(page, "/dashboard");
  // The page as it is after the server was updated: the rest of its version is gone.
  const files = /\/pkg\/.*\.(wasm|js)$/;
  await page.route(files, (route) => route.abort());
  await page.getByRole("link", { name: "Settings" }).first().click();
  await expect(page.getByRole("alert")).toContainText("This page could not be loaded");
  await page.unroute(files);
  await page.getByRole("button", { name: "Load it again" }).click();
  await expect(page.getByRole("heading", { name: "Settings", exact: true })).toBeVisible();
});
