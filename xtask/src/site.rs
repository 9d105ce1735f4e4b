//! The browser's half: WASM, its JavaScript glue, the style sheet, and the files of
//! `public/`, in one folder that the server serves.
//!
//! What changes with the code lies in `pkg/<hash of all of it>/`, so that it can be cached
//! for ever, and a page never loads the WASM of another version.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context as _, Result, anyhow, bail};
use sha2::{Digest as _, Sha256};
use wasm_bindgen_cli_support::Bindgen;

use crate::shell::{cargo, run, run_quietly, say, target, workspace};

/// The name of the files in `pkg`; the server builds its `LeptosOptions` with the same.
const NAME: &str = "dashboard";

/// The names under which leptos looks for the chunks' loader and for the list of chunks.
const LOADER: &str = "./__wasm_split.______________________.js";
const MANIFEST: &str = "__wasm_split_manifest.json";

/// Chromium refuses what `--all-features` makes.
const WASM_OPT: [&str; 9] = [
    "-Oz",
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
    "--strip-debug",
    "--strip-producers",
];

/// The most that the first page a person opens may load besides itself, in bytes as they are
/// sent. Every page people begin with loads the same.
const FIRST_VISIT: u64 = 370_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Build {
    Dev,
    Release,
}

impl Build {
    fn wasm_profile(self) -> &'static str {
        match self {
            Self::Dev => "wasm-dev",
            Self::Release => "wasm-release",
        }
    }
}

/// Where the finished site lies. Two builds don't overwrite each other.
pub(crate) fn folder(build: Build) -> PathBuf {
    target().join(match build {
        Build::Dev => "site-dev",
        Build::Release => "site",
    })
}

/// Brings the site up to date and says where it lies.
pub(crate) fn build(build: Build) -> Result<PathBuf> {
    let site = folder(build);
    let work = site.with_extension("work");
    fs::create_dir_all(&work)?;

    glue(build, &work)?;
    style(build, &work)?;
    let pkg = assemble(build, &work, &site)?;
    if build == Build::Release {
        weigh_first_visit(&pkg)?;
    }
    Ok(site)
}

/// Compiles `frontend` and makes it loadable.
fn glue(build: Build, work: &Path) -> Result<()> {
    say("building the browser's part");
    let front = target().join("front");
    let profile = build.wasm_profile();
    run(
        "building the browser's part",
        cargo()
            .args(["rustc", "--package", "frontend", "--lib", "--crate-type", "cdylib"])
            .args(["--target", "wasm32-unknown-unknown", "--profile", profile, "--target-dir"])
            .arg(&front)
            // Where in the code each function is called, which the splitter reads.
            .args(["--", "-Clink-args=--emit-relocs"]),
    )?;
    let wasm = front.join("wasm32-unknown-unknown").join(profile).join("frontend.wasm");
    let compiled = fs::read(&wasm).with_context(|| format!("{} is missing", wasm.display()))?;
    if is_current(work, "glue", &compiled) {
        return Ok(());
    }

    let out = work.join("glue");
    drop(fs::remove_dir_all(&out));
    let main = work.join("main.wasm");
    let chunks = split(&compiled, &main, &out)?;
    Bindgen::new()
        .input_path(&main)
        .out_name(NAME)
        .web(true)?
        .typescript(false)
        .demangle(false)
        .keep_debug(build == Build::Dev)
        // The chunks import what the linker exports.
        .keep_lld_exports(true)
        .generate(&out)
        .context("wasm-bindgen refused the browser's part")?;
    if build == Build::Release {
        say("shrinking the browser's part");
        for wasm in chunks.iter().chain([&out.join(format!("{NAME}_bg.wasm"))]) {
            run_quietly(
                "shrinking the browser's part",
                npm_program("wasm-opt").args(WASM_OPT).arg(wasm).arg("--output").arg(wasm),
            )?;
        }
    }
    mark_current(work, "glue", &compiled)
}

/// Takes what a page loads later out of `compiled`. What is left is written to `main`; the
/// chunks, their loader and the list of which page needs which are written to `out`.
fn split(compiled: &[u8], main: &Path, out: &Path) -> Result<Vec<PathBuf>> {
    let mut options = wasm_split_cli_support::Options::new(compiled);
    let main_module = format!("./{NAME}.js");
    options.output_dir = out;
    options.main_out_path = main;
    options.link_name = LOADER;
    options.main_module = &main_module;
    let split = wasm_split_cli_support::transform(options)
        .map_err(|error| anyhow!("{error:#}"))
        .context("the browser's part cannot be split")?;
    fs::write(out.join(MANIFEST), serde_json::to_string(&split.prefetch_map)?)?;
    Ok(split.split_modules)
}

fn style(build: Build, work: &Path) -> Result<()> {
    let workspace = workspace();
    let mut inputs = Vec::new();
    for folder in ["style", "app/src"] {
        read_all(&workspace.join(folder), &mut inputs)?;
    }
    if is_current(work, "style", &inputs) {
        return Ok(());
    }
    say("building the style sheet");
    let mut tailwind = npm_program("tailwindcss");
    tailwind.args(["--input", "style/main.css", "--output"]).arg(work.join(format!("{NAME}.css")));
    if build == Build::Release {
        tailwind.arg("--minify");
    }
    run_quietly("building the style sheet", &mut tailwind)?;
    mark_current(work, "style", &inputs)
}

/// Copies everything into place, the new version before the old one goes.
fn assemble(build: Build, work: &Path, site: &Path) -> Result<PathBuf> {
    let mut version = Vec::new();
    read_all(&work.join("glue"), &mut version)?;
    version.extend(fs::read(work.join(format!("{NAME}.css")))?);
    let version = &hex::encode(Sha256::digest(&version))[..16];

    let pkg = site.join("pkg").join(version);
    if !pkg.join("complete").exists() {
        copy_tree(&work.join("glue"), &pkg)?;
        fs::copy(work.join(format!("{NAME}.css")), pkg.join(format!("{NAME}.css")))?;
        if build == Build::Release {
            compress_all(&pkg)?;
        }
        fs::write(pkg.join("complete"), "")?;
    }
    for entry in site.join("pkg").read_dir()?.flatten() {
        if entry.file_name() != version {
            fs::remove_dir_all(entry.path())?;
        }
    }

    let public = workspace().join("public");
    let mut inputs = Vec::new();
    read_all(&public, &mut inputs)?;
    if public.exists() && !is_current(work, "public", &inputs) {
        copy_tree(&public, site)?;
        mark_current(work, "public", &inputs)?;
    }
    Ok(pkg)
}

/// Says what the first page loads, as Brotli; there are no fonts, pages use the system's.
///
/// # Errors
///
/// When it is more than [`FIRST_VISIT`].
fn weigh_first_visit(pkg: &Path) -> Result<()> {
    let weigh = |file: &str| {
        let path = pkg.join(format!("{file}.br"));
        Ok::<_, anyhow::Error>(path.metadata().with_context(|| format!("{} is missing", path.display()))?.len())
    };
    let style = weigh(&format!("{NAME}.css"))?;
    let scripts = weigh(&format!("{NAME}.js"))? + weigh(LOADER)?;
    let wasm = weigh(&format!("{NAME}_bg.wasm"))?;
    let all = style + scripts + wasm;
    say(&format!("a first visit loads {all} bytes: style sheet {style}, scripts {scripts}, WASM {wasm}"));
    if FIRST_VISIT < all {
        bail!("a first visit loads {all} bytes, and {FIRST_VISIT} is the most it should");
    }
    Ok(())
}

fn npm_program(name: &str) -> Command {
    let mut command = Command::new(workspace().join("node_modules/.bin").join(name));
    command.current_dir(workspace());
    command
}

/// Beside each file worth it, the same as Brotli and gzip, for the server to pick from.
fn compress_all(folder: &Path) -> Result<()> {
    for entry in folder.read_dir()?.flatten() {
        let path = entry.path();
        if path.is_dir() {
            compress_all(&path)?;
            continue;
        }
        let Some(extension @ ("js" | "css" | "wasm" | "json" | "svg")) = path.extension().and_then(|e| e.to_str())
        else {
            continue;
        };
        let plain = fs::read(&path)?;

        let mut squeezed = brotli::CompressorWriter::new(Vec::new(), 1 << 16, 11, 22);
        squeezed.write_all(&plain)?;
        fs::write(path.with_extension(format!("{extension}.br")), squeezed.into_inner())?;

        let mut zipped = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        zipped.write_all(&plain)?;
        fs::write(path.with_extension(format!("{extension}.gz")), zipped.finish()?)?;
    }
    Ok(())
}

/// Whether `step` was last done with these inputs.
fn is_current(work: &Path, step: &str, inputs: &[u8]) -> bool {
    fs::read_to_string(stamp(work, step)).is_ok_and(|done| done == digest(inputs))
}

fn mark_current(work: &Path, step: &str, inputs: &[u8]) -> Result<()> {
    Ok(fs::write(stamp(work, step), digest(inputs))?)
}

fn stamp(work: &Path, step: &str) -> PathBuf {
    work.join(format!("{step}.done"))
}

/// Of the inputs and of this program, whose flags are inputs too.
fn digest(inputs: &[u8]) -> String {
    let mut digest = Sha256::new();
    digest.update(inputs);
    digest.update(include_str!("site.rs"));
    hex::encode(digest.finalize())
}

/// Every file's name and content, in a fixed order. Nothing when the folder is missing.
fn read_all(folder: &Path, into: &mut Vec<u8>) -> Result<()> {
    let Ok(entries) = folder.read_dir() else { return Ok(()) };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort_unstable();
    for path in paths {
        if path.is_dir() {
            read_all(&path, into)?;
        } else {
            into.extend(path.as_os_str().as_encoded_bytes());
            into.extend(fs::read(&path)?);
        }
    }
    Ok(())
}

fn copy_tree(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in from.read_dir()?.flatten() {
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_tree(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), &target)?;
        }
    }
    Ok(())
}
