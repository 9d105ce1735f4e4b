import base from "./playwright.config";

// `cargo xtask screenshots`: pictures of every page, into the folder SCREENSHOTS.
export default { ...base, testDir: "./screenshots", timeout: 120_000 };
