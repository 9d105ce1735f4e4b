// Every page, in both themes, through axe.
import { ask, expect, expectAccessible, open, PULLS, test } from "./fixtures";

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    for (const path of ["/wizard", "/widgets/new", "/connections", "/settings", "/dashboard"]) {
      test(`${path} is accessible`, async ({ page, account }) => {
        await open(page, path);
        await expectAccessible(page);
      });
    }

    for (const path of ["/login", "/signup"]) {
      test(`${path} is accessible`, async ({ page }) => {
        await open(page, path);
        await expectAccessible(page);
      });
    }

    test("every stage of the wizard is accessible", async ({ page, account }) => {
      await ask(page, PULLS);
      await expectAccessible(page);
      await page.getByRole("button", { name: "Yes, continue" }).click();
      await expect(page.getByRole("heading", { name: /^Connect GitHub/ })).toBeVisible();
      await expectAccessible(page);
      await page.getByRole("button", { name: "Use sample data" }).click();
      await expect(page.getByRole("group", { name: /repositories/i })).toBeVisible();
      await expectAccessible(page);
      await page.getByRole("button", { name: "Use all" }).click();
      await expect(page.getByRole("heading", { name: "How do you want to see it?" })).toBeVisible();
      await expectAccessible(page);
      await page.getByRole("button", { name: "List", exact: true }).click();
      await expect(page.getByRole("button", { name: "Put it on the dashboard" })).toBeVisible();
      await expectAccessible(page);
      await page.getByRole("button", { name: "Put it on the dashboard" }).click();
      await expect(page.getByRole("heading", { name: /stands on your dashboard/ })).toBeVisible();
      await expectAccessible(page);
    });
  });
}
