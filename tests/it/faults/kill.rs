//! F01: the process is killed at any moment of a burst of writes, in the middle of requests and jobs.

use std::{
    sync::{Arc, atomic::AtomicBool},
    time::Duration,
};

use lyceum_tests::{
    Installation, Node,
    smtp::{Mode, SmtpServer},
};

use super::{
    random, rounds,
    school::{Door, Journal, School, Size, all_jobs_done, burst, mails_are_there_once, nothing_is_lost_or_twice},
};

/// Jobs that a process does at a time: so many mails may be on the wire when it dies.
const AT_ONCE: usize = 4;

#[tokio::test]
async fn a_kill_loses_nothing_and_repeats_nothing() {
    let mut figures = Figures::default();
    for _ in 0..rounds(5, 1_000).div_ceil(50) {
        // a new installation from time to time: the figures are those of a small one
        let server = SmtpServer::start(Mode::Accept).await;
        let place = Installation::with(&[("smtp_url", &server.url())]).await;
        let mut node = place.serve().await;
        for _ in 0..rounds(5, 1_000).min(50) {
            node = one_kill(&place, node, &server, &mut figures).await;
        }
        assert_eq!(place.damage().await, Vec::<String>::new());
    }
    println!("{figures:?}");
    assert!(figures.acknowledged > figures.kills, "the burst was none: {figures:?}");
}

#[derive(Debug, Default)]
struct Figures {
    kills: usize,
    acknowledged: usize,
    unanswered: usize,
    mails_twice: usize,
    slowest_start: Duration,
}

async fn one_kill(place: &Installation, node: Node, server: &SmtpServer, figures: &mut Figures) -> Node {
    let school = School::found(place, &node, Size { learners: 4, courses: 5, lessons: 3 }).await;
    let mails_before = server.taken().len();
    let (door, journal, stop) = (Arc::new(Door::to(&[&node])), Arc::new(Journal::default()), Arc::new(AtomicBool::new(false)));
    let people = burst(&school, &door, &journal, &stop);
    tokio::time::sleep(Duration::from_millis(20 + random(1_500))).await;
    let port = node.port;
    node.kill();
    people.join_all().await;
    let refused: Vec<_> = journal.failures().into_iter().filter(|failure| failure.refused).map(|failure| failure.words).collect();
    assert!(refused.is_empty(), "{refused:?}\n{}", place.log());
    figures.kills += 1;
    figures.acknowledged += journal.acknowledged();
    figures.unanswered += journal.unanswered();

    let node = place.serve_again(port).await;
    assert!(node.ready_after <= Duration::from_secs(5), "ready after {:?}", node.ready_after);
    figures.slowest_start = figures.slowest_start.max(node.ready_after);
    journal.repeat(&door).await;
    all_jobs_done(place, &school).await;
    nothing_is_lost_or_twice(place, &school, &journal).await;
    let mails: Vec<_> = server.taken().split_off(mails_before);
    let twice = mails_are_there_once(place, &school, &journal, &mails).await;
    assert!(twice <= AT_ONCE, "{twice} mails came twice");
    figures.mails_twice += twice;
    node
}
