//! The tenant wall as the compiler sees it: each program in `refused/` must not compile, for the reason in the file beside it.
//!
//! The compiler runs on the libraries that this test is linked with, a third of a second for each program; a build folder of its own
//! would cost minutes. `LYCEUM_TEST_BLESS=1` writes the reasons anew.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
    time::SystemTime,
};

#[test]
fn what_goes_round_the_wall_does_not_compile() {
    let compiler = Compiler::find();
    let refused = here().join("refused");
    let mut programs: Vec<PathBuf> = fs::read_dir(&refused).unwrap().map(|entry| entry.unwrap().path()).collect();
    programs.retain(|path| path.extension().is_some_and(|extension| extension == "rs"));
    programs.sort();
    assert!(programs.len() >= 20, "programs are missing from {}", refused.display());
    let mut faults = Vec::new();
    for program in &programs {
        let output = compiler.check(program);
        let reasons = errors(&output);
        let file = program.with_extension("stderr");
        if output.status.success() {
            faults.push(format!("{} compiles", program.display()));
        } else if std::env::var_os("LYCEUM_TEST_BLESS").is_some() {
            fs::write(&file, reasons).unwrap();
        } else {
            let expected = fs::read_to_string(&file).unwrap_or_default();
            if reasons != expected {
                faults.push(format!("{} is refused for other reasons:\n{reasons}instead of\n{expected}", program.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn what_keeps_to_the_wall_compiles() {
    let output = Compiler::find().check(&here().join("accepted.rs"));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn here() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("it/wall")
}

/// The compiler with the libraries beside this test.
struct Compiler {
    libraries: PathBuf,
    externs: Vec<String>,
}

impl Compiler {
    fn find() -> Self {
        let libraries = std::env::current_exe().unwrap().parent().unwrap().to_owned();
        let externs = ["domain", "repositories"].map(|name| format!("{name}={}", newest(&libraries, name).display()));
        Self { libraries, externs: externs.into() }
    }

    fn check(&self, program: &Path) -> Output {
        let out = tempfile::tempdir().unwrap();
        let mut command = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
        command.args(["--edition", "2024", "--crate-type", "lib", "--emit", "metadata", "--error-format", "short", "-A", "warnings"]);
        command.arg("--out-dir").arg(out.path()).arg("-L").arg(format!("dependency={}", self.libraries.display()));
        for library in &self.externs {
            command.arg("--extern").arg(library);
        }
        command.current_dir(program.parent().unwrap()).arg(program.file_name().unwrap()).output().unwrap()
    }
}

/// The library that was built last: the one that this test is linked with.
fn newest(folder: &Path, name: &str) -> PathBuf {
    let of_this_name = |path: &PathBuf| {
        let file = path.file_name().unwrap_or_default().to_string_lossy();
        file.starts_with(&format!("lib{name}-")) && file.ends_with(".rlib")
    };
    let built = |path: &PathBuf| path.metadata().and_then(|file| file.modified()).unwrap_or(SystemTime::UNIX_EPOCH);
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(of_this_name);
    files.max_by_key(built).unwrap_or_else(|| panic!("no library {name} in {}", folder.display()))
}

/// The errors, one a line, as `file:line:column: error[code]: words`.
fn errors(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stderr);
    let lines = text.lines().filter(|line| line.contains(": error"));
    lines.map(|line| format!("{line}\n")).collect()
}
