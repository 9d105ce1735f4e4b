// The same way with JavaScript switched off: every step is a form.
import { expect, PULLS, test } from "./fixtures";

test.use({ javaScriptEnabled: false });

// Chromium fetches the WASM that nothing then runs, and says so.
test.beforeEach(({ console }) => console.allow(/was preloaded using link preload but not used/));

test("a problem becomes a widget with forms alone", async ({ page, account }) => {
  await page.goto("/wizard");
  await page.getByRole("textbox", { name: "What problem are you solving?" }).fill(PULLS);
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByText("Answered by the built-in planner")).toBeVisible();

  await page.getByRole("textbox", { name: "Goal" }).fill("One list of waiting reviews");
  await page.getByRole("button", { name: "Save what I changed" }).click();
  await expect(page.getByRole("textbox", { name: "Goal" })).toHaveValue("One list of waiting reviews");

  await page.getByRole("button", { name: "Yes, continue" }).click();
  await page.getByRole("button", { name: "Use sample data" }).click();
  await page.getByText("tidewell/web", { exact: true }).click();
  await page.getByText("tidewell/infra", { exact: true }).click();
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  await page.getByRole("button", { name: "Table", exact: true }).click();

  await page.getByRole("textbox", { name: "Name", exact: true }).fill("Waiting");
  await page.getByRole("button", { name: "Save name and columns" }).click();
  await expect(page.getByRole("textbox", { name: "Name", exact: true })).toHaveValue("Waiting");

  await page.getByRole("button", { name: "Put it on the dashboard" }).click();
  await expect(page.getByRole("heading", { name: "Waiting stands on your dashboard" })).toBeVisible();
  await page.getByRole("link", { name: "Go to the dashboard" }).click();
  const card = page.getByRole("article", { name: "Waiting" });
  await expect(card.getByRole("row").nth(1)).toContainText(/tidewell/);

  await page.goto("/connections");
  await expect(page.getByText("Sandbox").first()).toBeVisible();
  await page.goto("/settings");
  await expect(page.getByRole("heading", { name: "Settings" })).toBeVisible();
});

test("a refused answer is said next to the question", async ({ page, account }) => {
  await page.goto("/wizard");
  await page.getByRole("textbox", { name: "What problem are you solving?" }).fill(PULLS);
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByRole("button", { name: "Yes, continue" }).click();
  await page.getByRole("button", { name: "Use sample data" }).click();
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  await expect(page.getByRole("alert")).toContainText("Choose at least one");
});

test("a schema with a mistake comes back with the mistake, then it is deployed", async ({ page, account }) => {
  await page.goto("/widgets/new");
  const text = page.getByRole("textbox", { name: "Widget schema as JSON" });
  const valid = await text.inputValue();
  await text.fill(valid.replace('"fields"', '"feilds"'));
  await page.getByRole("button", { name: "Put it on the dashboard" }).click();
  await expect(page.getByRole("alert")).toContainText("/feilds");

  await page.getByRole("textbox", { name: "Widget schema as JSON" }).fill(valid);
  await page.getByRole("button", { name: "Put it on the dashboard" }).click();
  await expect(page).toHaveURL(/\/dashboard/);
});

test("one sentence deploys and says what it assumed, without a toast", async ({ page, account }) => {
  const data = { provider: "stripe", sandbox: true };
  const answer = await page.request.post("/api/providers/connect", { data, headers: account.headers });
  expect(answer.status()).toBe(200);

  await page.goto("/dashboard");
  await page.getByRole("textbox", { name: "What problem are you solving?" }).fill("Which payments failed?");
  await page.getByRole("button", { name: "Solve it" }).click();
  await expect(page).toHaveURL(/\/wizard\//);
  await expect(page.getByRole("heading", { name: /stands on your dashboard/ })).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByRole("heading", { name: "This is what will stand on your dashboard" })).toBeVisible();
});
