// The wizard with Claude as its planner, and without when Claude fails. One script for the
// stand-in at a time, so one test after the other and on one device.
import { type Page } from "@playwright/test";
import { chooseThreeRepositories, expect, hydrated, PULLS, test } from "./fixtures";

test.describe.configure({ mode: "serial" });
test.use({ baseURL: process.env.WITH_CLAUDE_URL });
test.beforeEach(({}, info) => test.skip(info.project.name === "phone", "the same pages, asked once"));

/** What Claude does with the next calls, one each. */
async function script(page: Page, behaviours: object[]) {
  const answer = await page.request.post(`${process.env.CLAUDE_URL}/script`, { data: behaviours });
  expect(answer.ok()).toBe(true);
}

async function tell(page: Page) {
  await page.goto("/wizard");
  await hydrated(page);
  await page.getByRole("textbox", { name: "What problem are you solving?" }).fill(PULLS);
  await page.getByRole("button", { name: "Continue" }).click();
}

test("Claude answers, and the page says what was sent", async ({ page, account }) => {
  await script(page, []);
  await tell(page);
  await expect(page.getByText(/Answered by Claude in .+ were sent to Anthropic/)).toBeVisible();
  await chooseThreeRepositories(page);
  await page.getByRole("button", { name: "List", exact: true }).click();
  await page.getByRole("button", { name: "Put it on the dashboard" }).click();
  await expect(page.getByRole("heading", { name: /stands on your dashboard/ })).toBeVisible();
});

test("planner down: the built-in one answers, and the page says why", async ({ page, account }) => {
  const overloaded = { behaviour: "status", status: 529 };
  await script(page, Array(8).fill(overloaded));
  await tell(page);
  await expect(page.getByText("Answered by the built-in planner")).toBeVisible({ timeout: 40_000 });
  await expect(page.getByText("The built-in planner stood in.")).toBeVisible();
  await expect(page.getByText("Claude is overloaded right now.").first()).toBeVisible();

  await script(page, []);
  await page.getByRole("button", { name: "Yes, continue" }).click();
  await expect(page.getByRole("heading", { name: /^Connect GitHub/ })).toBeVisible();
});
