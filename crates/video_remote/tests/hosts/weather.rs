//! Hosts that are slow, ill, gone, or full of somebody else's pages.

use std::{sync::Arc, time::Instant};

use tokio::net::TcpListener;
use video::host::{HostError, VideoHost, VideoRef};
use video_double::{Fault, FaultKind};
use video_remote::{Cloudflare, CloudflareConfig, Mux, MuxConfig};

use crate::stage::{Stage, file, pace, video, world};

fn known(id: &str) -> VideoRef {
    VideoRef { remote_id: Some(id.to_owned()), ..video() }
}

#[tokio::test]
async fn what_fails_is_tried_three_times_and_then_left_alone_for_half_a_minute() {
    for at in 0..2 {
        let stage = Stage::set();
        let host = stage.hosts()[at];
        stage.faults(vec![Fault::always(FaultKind::ServerError)]);
        let asked = || stage.double.requests().len();
        assert!(matches!(host.look(&known("a")).await, Err(HostError::Unavailable(_))));
        assert_eq!(asked(), 3);
        for _ in 0..3 {
            assert!(host.look(&known("a")).await.unwrap_err().is_temporary());
        }
        assert_eq!(asked(), 5, "after five failures nothing is asked");
        stage.pass(29);
        let started = Instant::now();
        assert!(host.open_upload(&video(), &file()).await.unwrap_err().is_temporary());
        assert!(started.elapsed().as_millis() < 100);
        assert_eq!(asked(), 5);
        stage.pass(1);
        assert!(host.look(&known("a")).await.is_err());
        assert_eq!(asked(), 6, "one is let through");
        stage.faults(vec![]);
        stage.pass(30);
        host.open_upload(&video(), &file()).await.unwrap();
        host.open_upload(&video(), &file()).await.unwrap();
    }
}

#[tokio::test]
async fn two_failures_are_not_noticed() {
    for at in 0..2 {
        for kind in [FaultKind::ServerError, FaultKind::RateLimit, FaultKind::Timeout, FaultKind::TimeoutAfterSuccess] {
            let stage = Stage::impatient();
            let host = stage.hosts()[at];
            stage.faults(vec![Fault::times(kind, 2)]);
            host.open_upload(&video(), &file()).await.unwrap();
            assert_eq!(stage.double.requests().len(), 3);
        }
    }
}

#[tokio::test]
async fn who_is_asked_too_often_is_not_taken_for_broken() {
    let stage = Stage::set();
    stage.faults(vec![Fault::always(FaultKind::RateLimit)]);
    for _ in 0..4 {
        assert!(matches!(stage.mux.look(&known("a")).await, Err(HostError::Unavailable(_))));
    }
    assert_eq!(stage.double.requests().len(), 12);
}

#[tokio::test]
async fn a_file_is_fetched_again_only_where_it_surely_was_not() {
    for at in 0..2 {
        for (kind, asked, kept) in [
            (FaultKind::TimeoutAfterSuccess, 1, 1),
            (FaultKind::ServerErrorAfterSuccess, 1, 1),
            (FaultKind::Timeout, 1, 0),
            (FaultKind::RateLimit, 2, 1),
        ] {
            let stage = Stage::impatient();
            stage.faults(vec![Fault::times(kind, 1)]);
            let fetched = stage.hosts()[at].fetch(&video(), "https://files.academy.test/original.mp4").await;
            assert_eq!(fetched.is_ok(), kind == FaultKind::RateLimit, "{kind:?}");
            assert!(fetched.err().is_none_or(|error| error.is_temporary()));
            assert_eq!((stage.double.requests().len(), stage.double.videos().len()), (asked, kept), "{kind:?}");
        }
    }
}

#[tokio::test]
async fn a_deletion_that_was_carried_out_unseen_is_done() {
    for at in 0..2 {
        let stage = Stage::impatient();
        let host = stage.hosts()[at];
        let video = stage.ready(host).await;
        stage.faults(vec![Fault::times(FaultKind::TimeoutAfterSuccess, 1).of("DELETE")]);
        host.delete(&video).await.unwrap();
        assert!(stage.double.videos().is_empty());
    }
}

#[tokio::test]
async fn refusals_break_nothing_and_say_why_without_what_is_secret() {
    let stage = Stage::set();
    let mux = MuxConfig { token_secret: "hidden-token".to_owned(), ..Stage::mux_config(&stage.double) };
    let cloudflare = CloudflareConfig { api_token: "hidden-token".to_owned(), ..Stage::cloudflare_config(&stage.double) };
    let mux = Mux::with_pace(mux, world(&stage.clock), pace()).unwrap();
    let cloudflare = Cloudflare::with_pace(cloudflare, world(&stage.clock), pace()).unwrap();
    let packed = data_encoding::BASE64.encode(format!("{}:hidden-token", stage.double.mux_token_id).as_bytes());
    for host in [&mux as &dyn VideoHost, &cloudflare] {
        for _ in 0..8 {
            let error = host.look(&known("a")).await.unwrap_err();
            let said = format!("{error} {error:?}");
            assert!(matches!(error, HostError::Refused(_)), "{said}");
            assert!(said.contains("[hidden]") && !said.contains("hidden-token") && !said.contains(&packed), "{said}");
        }
    }
    assert_eq!(stage.double.requests().len(), 16, "a refusal is not tried again");
    let long = VideoRef { remote_id: Some("a".repeat(256)), ..video() };
    for host in stage.hosts() {
        for id in [known("../assets"), known("a?b"), known(""), long.clone(), video()] {
            assert!(matches!(host.look(&id).await, Err(HostError::Missing(_))), "{id:?}");
        }
    }
    assert_eq!(stage.double.requests().len(), 16, "what is no id is not asked for");
}

#[tokio::test]
async fn what_is_no_hosts_answer_is_told_apart() {
    let stage = Stage::set();
    for host in stage.hosts() {
        stage.faults(vec![Fault::always(FaultKind::Garbage)]);
        assert!(matches!(host.look(&known("a")).await, Err(HostError::Unavailable(_))));
        assert!(matches!(host.open_upload(&video(), &file()).await, Err(HostError::Unavailable(_))));
        stage.faults(vec![Fault::always(FaultKind::Redirect)]);
        let before = stage.double.requests().len();
        assert!(matches!(host.look(&known("a")).await, Err(HostError::Refused(_))));
        assert_eq!(stage.double.requests().len(), before + 1, "nobody goes elsewhere with the token");
    }
}

#[tokio::test]
async fn who_is_not_there_is_unavailable_and_no_address_is_told() {
    let stage = Stage::set();
    let nobody = format!("http://{}", TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap());
    let mux = MuxConfig { api_url: Some(nobody.clone()), ..Stage::mux_config(&stage.double) };
    let mux = Mux::with_pace(mux, world(&Arc::clone(&stage.clock)), pace()).unwrap();
    let error = mux.fetch(&video(), "https://files.academy.test/original.mp4?signature=hidden").await.unwrap_err();
    assert_eq!(error, HostError::Unavailable("it cannot be reached".to_owned()));
}
