// Manual mode: a schema written by hand.
import { expect, open, test } from "./fixtures";

const FIELD = "Widget schema as JSON";

test("a template is changed and put on the dashboard, then edited there", async ({ page, account }) => {
  await open(page, "/widgets/new");
  await page.getByText("Start from a template").click();
  await page.getByRole("link", { name: /^Recent payments/ }).click();
  await expect(page).toHaveURL(/from=stripe\/payment-list/);
  const text = page.getByRole("textbox", { name: FIELD });
  await expect(page.getByText("Valid", { exact: true })).toBeVisible();

  const schema = JSON.parse(await text.inputValue());
  schema.metadata.name = "Written by hand";
  await text.fill(JSON.stringify(schema, null, 2));
  await expect(page.getByRole("article", { name: "Preview of Written by hand" })).toBeVisible();
  await page.getByRole("button", { name: "Put it on the dashboard" }).click();
  await expect(page).toHaveURL(/\/dashboard/);
  await expect(page.getByText("Written by hand").first()).toBeVisible();

  const listed = await (await page.request.get("/api/widgets")).json();
  const [widget] = listed.widgets ?? listed;
  await open(page, `/widgets/${widget.id}/edit`);
  await expect(page.getByRole("heading", { name: "Edit Written by hand" })).toBeVisible();
  schema.metadata.name = "Written twice";
  await page.getByRole("textbox", { name: FIELD }).fill(JSON.stringify(schema, null, 2));
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("Written twice").first()).toBeVisible();
});

test("problems are listed as one types and lead to their line", async ({ page, account }) => {
  await open(page, "/widgets/new");
  const text = page.getByRole("textbox", { name: FIELD });
  const valid = await text.inputValue();

  await text.fill(valid.replace('"type": "list"', '"type": "lst"'));
  const problem = page.getByRole("list", { name: "Problems" }).getByRole("button").first();
  await expect(problem).toContainText("/layout/type");
  await problem.click();
  const selected = await text.evaluate((area: HTMLTextAreaElement) => area.value.slice(area.selectionStart, area.selectionEnd));
  expect(selected).toContain('"lst"');

  await text.fill(valid.slice(0, -2));
  await expect(page.getByRole("list", { name: "Problems" })).toContainText("Not JSON");

  await text.fill(valid);
  await expect(page.getByText("Valid", { exact: true })).toBeVisible();
});

test("completion offers what the JSON Schema allows at the cursor", async ({ page, account }, info) => {
  test.skip(info.project.name === "phone", "the keys are a keyboard's");
  await open(page, "/widgets/new");
  const text = page.getByRole("textbox", { name: FIELD });
  await text.fill("");
  await text.pressSequentially('{ "lay');
  await expect(page.getByRole("option", { name: /layout/ })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(text).toHaveValue('{ "layout": ');
  await text.pressSequentially('{ "type": "me');
  await page.keyboard.press("Tab");
  await expect(text).toHaveValue('{ "layout": { "type": "metric"');
});

test("Tab indents, and Esc before it leaves the editor", async ({ page, account }, info) => {
  test.skip(info.project.name === "phone", "the keys are a keyboard's");
  await open(page, "/widgets/new");
  const text = page.getByRole("textbox", { name: FIELD });
  await text.fill("");
  await page.keyboard.press("Tab");
  await expect(text).toHaveValue("  ");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Tab");
  await expect(text).not.toBeFocused();
});

test("a schema being written survives a reload", async ({ page, account }) => {
  await open(page, "/widgets/new");
  await page.getByRole("textbox", { name: FIELD }).fill('{ "metadata": {} }');
  await page.reload();
  await expect(page.getByRole("textbox", { name: FIELD })).toHaveValue('{ "metadata": {} }');
});
