//! F03: the database server itself goes down without a word, again and again under load, and comes back after its crash recovery. What was
//! acknowledged is there, once; what was not can be repeated; everybody else is told to try again.
//!
//! It takes a server down, so that it has one for itself: `scripts/with-postgres.sh --durable`, as `make test` does.

use std::{
    path::PathBuf,
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use domain::time::JOB_LEASE;
use lyceum_tests::Installation;

use super::{
    random, rounds,
    school::{Door, Journal, School, Size, burst, nothing_is_lost_or_twice, settled},
};

/// A server of our own, which may go down.
struct Server {
    folder: PathBuf,
    programs: PathBuf,
    port: u16,
}

impl Server {
    fn of_this_run() -> Self {
        let variable = |name: &str| std::env::var(name).unwrap_or_else(|_| panic!("{name}: run this by `make test-crash`"));
        let url = variable("TEST_POSTGRES_URL");
        let port = url.rsplit_once(':').and_then(|(_, rest)| rest.split('/').next()?.parse().ok());
        Self {
            folder: variable("TEST_POSTGRES_FOLDER").into(),
            programs: variable("TEST_POSTGRES_PROGRAMS").into(),
            port: port.unwrap_or_else(|| panic!("{url} names no port")),
        }
    }

    fn control(&self, arguments: &[&str]) {
        let program = self.programs.join("pg_ctl");
        // PostgreSQL refuses to run as root: whoever owns the folder runs it
        let owner = said("stat", &["-c", "%U", self.folder.to_str().unwrap()]);
        let mut command = if said("id", &["-un"]) == owner {
            Command::new(program)
        } else {
            let mut command = Command::new("runuser");
            command.args(["-u", &owner, "--"]).arg(program);
            command
        };
        let status = command.arg("-D").arg(self.folder.join("data")).args(arguments).current_dir(&self.folder).status().unwrap();
        assert!(status.success(), "pg_ctl {arguments:?}");
    }

    /// Every process of it ends where it stands; nothing is written any more.
    fn crash(&self) {
        self.control(&["stop", "-m", "immediate", "-s"]);
    }

    fn start(&self) {
        let log = self.folder.join("server.log");
        self.control(&["start", "-l", log.to_str().unwrap(), "-o", &format!("-p {}", self.port), "-w", "-t", "60", "-s"]);
    }
}

fn said(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes a database server down: make test-crash gives it one of its own"]
async fn a_server_that_crashes_loses_nothing_that_was_acknowledged() {
    let server = Server::of_this_run();
    let place = Installation::fresh().await;
    let node = place.serve().await;
    let (mut refused, mut slowest, mut rounds_done) = (0, Duration::ZERO, Vec::new());
    for round in 0..rounds(4, 30) {
        let school = School::found(&place, &node, Size { learners: 4, courses: 5, lessons: 3 }).await;
        let (door, journal, stop) = (Arc::new(Door::to(&[&node])), Arc::new(Journal::default()), Arc::new(AtomicBool::new(false)));
        let people = burst(&school, &door, &journal, &stop);
        tokio::time::sleep(Duration::from_millis(300 + random(1_500))).await;
        server.crash();
        tokio::time::sleep(Duration::from_millis(random(700))).await;
        server.start();
        let back = Instant::now();
        // the pool heals by itself
        loop {
            let answer = school.owner.get("/me").await;
            if answer.status == 200 {
                break;
            }
            assert_eq!(answer.status, 503, "{}", answer.body);
            assert!(back.elapsed() < Duration::from_secs(5), "after {:?} nobody is answered\n{}", back.elapsed(), place.log());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        slowest = slowest.max(back.elapsed());
        tokio::time::sleep(Duration::from_millis(500)).await;
        stop.store(true, Ordering::Relaxed);
        people.join_all().await;
        let failures = journal.failures();
        refused += failures.len();
        for failure in failures.iter().filter(|failure| failure.refused) {
            assert!(failure.words.contains("503"), "round {round}: {}", failure.words);
        }
        journal.repeat(&door).await;
        rounds_done.push((school, journal));
    }
    let mut acknowledged = 0;
    for (school, journal) in rounds_done {
        // jobs that were in hand when it went down come back when their lease has run out
        settled(&place, &school, JOB_LEASE.to_std().unwrap() * 2).await;
        nothing_is_lost_or_twice(&place, &school, &journal).await;
        acknowledged += journal.acknowledged();
    }
    assert_eq!(place.damage().await, Vec::<String>::new());
    println!("{acknowledged} writes acknowledged, {refused} not; {slowest:?} until it answered again");
    assert!(acknowledged > 50 && refused > 0, "the load was none: {acknowledged} {refused}");
}
