// Every page and every stage of the wizard, on a desktop and on a phone, light and dark.
import { ask, expect, open, PULLS, test } from "../tests/fixtures";

const folder = process.env.SCREENSHOTS ?? "./screenshots/out";

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test("pages", async ({ page, account }, info) => {
      const width = info.project.use.viewport!.width;
      for (const [name, path] of [
        ["wizard-0-new", "/wizard"],
        ["editor", "/widgets/new"],
        ["connections", "/connections"],
        ["settings", "/settings"],
        ["dashboard-empty", "/dashboard"],
      ]) {
        await open(page, path);
        await page.waitForTimeout(600);
        await page.screenshot({ path: `${folder}/${name}-${width}-${colorScheme}.png`, fullPage: true });
      }
    });

    test("without an account", async ({ page }, info) => {
      const width = info.project.use.viewport!.width;
      for (const name of ["login", "signup"]) {
        await open(page, `/${name}`);
        await page.screenshot({ path: `${folder}/${name}-${width}-${colorScheme}.png`, fullPage: true });
      }
      await page.getByRole("button", { name: /^Look around/ }).click();
      await expect(page.getByRole("article")).toHaveCount(6);
      await page.waitForTimeout(800);
      await page.screenshot({ path: `${folder}/dashboard-${width}-${colorScheme}.png`, fullPage: true });
    });

    test("wizard", async ({ page, account }, info) => {
      const width = info.project.use.viewport!.width;
      const picture = async (name: string) => {
        await page.waitForTimeout(400);
        await page.screenshot({ path: `${folder}/wizard-${name}-${width}-${colorScheme}.png`, fullPage: true });
      };
      await ask(page, PULLS);
      await picture("1-problem");
      await page.getByRole("button", { name: "Yes, continue" }).click();
      await expect(page.getByRole("heading", { name: /^Connect GitHub/ })).toBeVisible();
      await picture("2-connect");
      await page.getByRole("button", { name: "Use sample data" }).click();
      await expect(page.getByRole("group", { name: /repositories/i })).toBeVisible();
      for (const repository of ["booking-api", "web"]) {
        await page.getByText(`tidewell/${repository}`, { exact: true }).click();
      }
      await picture("3-question");
      await page.getByRole("button", { name: "Continue", exact: true }).click();
      await expect(page.getByRole("heading", { name: "How do you want to see it?" })).toBeVisible();
      await picture("4-view");
      await page.getByRole("button", { name: "List", exact: true }).click();
      await expect(page.getByRole("button", { name: "Put it on the dashboard" })).toBeVisible();
      await picture("5-preview");
      await page.getByRole("button", { name: "Put it on the dashboard" }).click();
      await expect(page.getByRole("heading", { name: /stands on your dashboard/ })).toBeVisible();
      await picture("6-deployed");
      await page.goto("/dashboard");
      await page.waitForTimeout(800);
      await page.screenshot({ path: `${folder}/wizard-7-dashboard-${width}-${colorScheme}.png`, fullPage: true });
    });
  });
}
