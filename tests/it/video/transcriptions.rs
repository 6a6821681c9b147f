//! Captions made from the sound: a real clip through the real ffmpeg, to a double of the endpoint, in good and in bad weather.

use std::{
    collections::VecDeque,
    net::TcpListener,
    sync::{Arc, Mutex},
};

use actix_web::{App, HttpRequest, HttpResponse, HttpServer, http::StatusCode, web};
use chrono::Duration;
use domain::{
    access::Role,
    ids::{OrgId, VideoId},
    video::RenditionName,
};
use lyceum_tests::{Client, Org, Response, TestApp};
use serde_json::{Value, json};
use storage::{ObjectKey, VideoFile};
use tokio::sync::{Notify, Semaphore};
use uuid::Uuid;

use super::{
    encode::{clip, uploaded},
    fixtures::{Watched, ready},
};
use crate::learning::fixtures::{number, tamper};

const KEY: &str = "sk-quiet-harbor";
const VTT: &[u8] = b"WEBVTT\n\n00:01.000 --> 00:02.000\nBy hand\n";

/// What was asked of the double.
#[derive(Clone, Debug)]
struct Asked {
    key: String,
    language: Option<String>,
    words: Vec<String>,
    /// Milliseconds of sound.
    sound_ms: usize,
}

/// A double of the endpoint: hears nothing, and says what it is told to.
struct Ear {
    port: u16,
    asked: Mutex<Vec<Asked>>,
    answers: Mutex<VecDeque<(u16, Value)>>,
    /// How many requests may be answered; none waits unless a test takes them all.
    turns: Semaphore,
    arrived: Notify,
}

impl Ear {
    fn open() -> Arc<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let ear = Arc::new(Self {
            port: listener.local_addr().unwrap().port(),
            asked: Mutex::default(),
            answers: Mutex::default(),
            turns: Semaphore::new(1_000),
            arrived: Notify::new(),
        });
        let state = web::Data::from(Arc::clone(&ear));
        let app = move || {
            let limit = web::PayloadConfig::new(30 << 20);
            App::new().app_data(state.clone()).app_data(limit).route("/v1/audio/transcriptions", web::post().to(hear))
        };
        tokio::spawn(HttpServer::new(app).workers(1).disable_signals().listen(listener).unwrap().run());
        ear
    }

    fn url(&self) -> String {
        format!("http://127.0.0.1:{}/v1", self.port)
    }

    /// What is answered next; two sentences in German once nothing is left.
    fn answers(&self, answers: impl IntoIterator<Item = (u16, Value)>) {
        self.answers.lock().unwrap().extend(answers);
    }

    fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }
}

async fn hear(ear: web::Data<Ear>, request: HttpRequest, body: web::Bytes) -> HttpResponse {
    let number = {
        let mut asked = ear.asked.lock().unwrap();
        asked.push(read(&request, &body));
        asked.len()
    };
    ear.arrived.notify_one();
    drop(ear.turns.acquire().await.unwrap());
    let told = ear.answers.lock().unwrap().pop_front();
    let (status, answer) = told.unwrap_or_else(|| (200, heard(number)));
    HttpResponse::build(StatusCode::from_u16(status).unwrap()).json(answer)
}

/// An answer as OpenAI's: two sentences.
fn heard(number: usize) -> Value {
    json!({
        "task": "transcribe", "language": "german", "duration": 4.0, "text": format!("Satz {number}. Noch einer."),
        "segments": [
            { "id": 0, "seek": 0, "start": 0.5, "end": 1.5, "text": format!(" Satz {number}."), "tokens": [1], "temperature": 0.0,
              "avg_logprob": -0.2, "compression_ratio": 1.0, "no_speech_prob": 0.01 },
            { "id": 1, "seek": 0, "start": 1.5, "end": 2.5, "text": " Noch <einer>.", "tokens": [2], "temperature": 0.0,
              "avg_logprob": -0.2, "compression_ratio": 1.0, "no_speech_prob": 0.01 },
        ],
    })
}

fn read(request: &HttpRequest, body: &[u8]) -> Asked {
    let kind = request.headers().get("content-type").unwrap().to_str().unwrap();
    let boundary = kind.strip_prefix("multipart/form-data; boundary=").unwrap();
    let head = String::from_utf8_lossy(body);
    let mut parts: Vec<(String, String)> = Vec::new();
    for part in head.split(&format!("--{boundary}")).filter(|part| part.contains("form-data")) {
        let name = part.split("name=\"").nth(1).unwrap().split('"').next().unwrap();
        parts.push((name.to_owned(), part.split_once("\r\n\r\n").unwrap().1.trim_end_matches("\r\n").to_owned()));
    }
    let of = |name: &str| parts.iter().find(|(found, _)| found == name).map(|(_, word)| word.clone());
    let at = body.windows(4).position(|bytes| bytes == b"RIFF").unwrap();
    let wav = &body[at..];
    let number = |from: usize| usize::try_from(u32::from_le_bytes(wav[from..from + 4].try_into().unwrap())).unwrap();
    assert_eq!((&wav[8..16], number(24), &wav[36..40]), (&b"WAVEfmt "[..], 16_000, &b"data"[..]));
    Asked {
        key: request.headers().get("authorization").map_or_else(String::new, |key| key.to_str().unwrap().to_owned()),
        language: of("language"),
        words: ["model", "response_format"].iter().map(|name| of(name).unwrap()).collect(),
        sound_ms: number(40) / 32,
    }
}

async fn spawn(ear: &Ear) -> TestApp {
    let url = ear.url();
    TestApp::with(&[("transcription_url", &url), ("transcription_api_key", KEY), ("transcription_piece_seconds", "4")]).await
}

/// A film of so many seconds with sound, made playable.
async fn film(app: &TestApp, org: &Org<'_>, seconds: u32) -> Uuid {
    let course = org.owner.post("/courses", json!({ "title": "Film" })).await.expect(201).id();
    uploaded(app, org, course, clip(app.folder.path(), seconds, "320x180")).await
}

async fn ask(who: &Client, video: Uuid, language: Option<&str>) -> Response {
    who.post(&format!("/videos/{video}/transcriptions"), json!({ "language": language })).await
}

async fn last(who: &Client, video: Uuid) -> Value {
    who.get(&format!("/videos/{video}/transcriptions")).await.expect(200).items()[0].clone()
}

async fn words(who: &Client, video: Uuid, language: &str) -> String {
    String::from_utf8(who.get(&format!("/videos/{video}/captions/{language}")).await.expect(200).bytes).unwrap()
}

async fn give(who: &Client, video: Uuid, language: &str, version: Option<i64>) -> Response {
    who.put_bytes(&format!("/videos/{video}/captions/{language}"), "text/vtt", VTT.to_vec(), version).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_heard_in_two_pieces_becomes_one_set_of_captions() {
    let ear = Ear::open();
    let app = spawn(&ear).await;
    let org = app.organization("acme").await;
    let video = film(&app, &org, 7).await;
    let before = org.owner.get(&format!("/videos/{video}/captions")).await.expect(200).body;
    assert_eq!((&before["may_transcribe"], &before["items"]), (&json!(true), &json!([])));
    let asked = ask(&org.owner, video, None).await.expect(202);
    assert_eq!((&asked.body["status"], &asked.body["language"], &asked.body["fault"]), (&json!("queued"), &Value::Null, &Value::Null));
    app.run_jobs().await;
    let done = last(&org.owner, video).await;
    assert_eq!((&done["id"], &done["status"], &done["language"]), (&asked.body["id"], &json!("done"), &json!("de")), "{done}");
    // the language of the first piece is that of the second; together they are the film
    let requests = ear.asked();
    assert_eq!(requests.len(), 2, "{requests:?}");
    assert_eq!(requests.iter().map(|asked| asked.language.as_deref()).collect::<Vec<_>>(), [None, Some("de")]);
    assert!(requests.iter().all(|asked| asked.key == format!("Bearer {KEY}") && asked.words == ["whisper-1", "verbose_json"]));
    let sound: usize = requests.iter().map(|asked| asked.sound_ms).sum();
    assert!((6_800..=7_200).contains(&sound), "{sound} ms");
    let text = words(&org.owner, video, "de").await;
    let begins =
        format!("WEBVTT\n\n00:00:00.500 --> 00:00:01.500\nSatz 1.\n\n00:00:01.500 --> 00:00:02.500\nNoch &lt;einer&gt;.\n\n00:00:0{}", 4);
    assert!(text.starts_with(&begins) && text.contains("Satz 2.") && text.matches("-->").count() == 4, "{text}");
    let track = org.owner.get(&format!("/videos/{video}/captions")).await.expect(200).body["items"][0].clone();
    assert_eq!((&track["source"], &track["cue_count"], &track["version"]), (&json!("automatic"), &json!(4), &json!(1)), "{track}");
    let playback = org.owner.post(&format!("/videos/{video}/playback"), json!({})).await.expect(201);
    assert_eq!(playback.body["captions"][0]["language"], "de");
    let log = org.owner.get("/audit-events?action=video_transcription_created").await.expect(200);
    assert_eq!((log.items().len(), &log.items()[0]["object"]["id"]), (1, &json!(video)));
    assert_eq!(number(&org, "SELECT COUNT(*) FROM video_transcriptions WHERE heard = ''").await, 1, "nothing of it is kept twice");
    // made anew they replace the old ones, as long as nobody edited them
    ask(&org.owner, video, Some("de-AT")).await.expect(202);
    app.run_jobs().await;
    assert_eq!(ear.asked()[2].language.as_deref(), Some("de"));
    ask(&org.owner, video, Some("de")).await.expect(202);
    app.run_jobs().await;
    assert_eq!(give(&org.owner, video, "de", Some(2)).await.expect(200).body["source"], "manual");
    ask(&org.owner, video, Some("de")).await.refused(409, "captions_exist");
    assert!(words(&org.owner, video, "de").await.contains("By hand"));
    assert!(words(&org.owner, video, "de-AT").await.contains("Satz"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refusal_ends_it_at_once_and_says_why_without_the_key() {
    let ear = Ear::open();
    let app = spawn(&ear).await;
    let org = app.organization("acme").await;
    let video = film(&app, &org, 3).await;
    let too_much = json!({ "text": "Words without times" });
    let silent = json!({ "language": "english", "text": "", "segments": [] });
    let nowhere = json!({ "language": "klingonese", "text": "x", "segments": [{ "start": 0, "end": 1, "text": "x" }] });
    for (answer, fault, said) in [
        ((401, json!({ "error": { "message": format!("Incorrect API key provided: {KEY}") } })), "refused", "does not take the key"),
        ((400, json!({ "error": { "message": format!("Bad {KEY}\nfile") } })), "refused", "Bad [hidden] file"),
        ((200, too_much), "refused", "verbose_json"),
        ((200, silent), "no_words", "Write the captions"),
        ((200, nowhere), "unknown_language", "Choose it"),
    ] {
        let before = ear.asked().len();
        ear.answers([answer]);
        ask(&org.owner, video, None).await.expect(202);
        app.run_jobs().await;
        let failed = last(&org.owner, video).await;
        assert_eq!((&failed["status"], &failed["fault"]), (&json!("failed"), &json!(fault)), "{failed}");
        let detail = failed["fault_detail"].as_str().unwrap();
        assert!(detail.contains(said) && !detail.contains(KEY) && !detail.contains("127.0.0.1") && detail.ends_with('.'), "{detail}");
        assert_eq!(ear.asked().len(), before + 1, "{fault}");
    }
    assert_eq!((app.jobs("dead").await, app.jobs("queued").await), (0, 0));
    assert_eq!(number(&org, "SELECT COUNT(*) FROM video_captions").await, 0);
    // and without the form that has no pictures, the file itself is heard
    let form = VideoFile::Playlist(RenditionName::Audio);
    app.app.storage.delete(&ObjectKey::video_file(OrgId(org.id), VideoId(video), 1, form)).await.unwrap();
    ask(&org.owner, video, None).await.expect(202);
    app.run_jobs().await;
    assert_eq!(last(&org.owner, video).await["status"], "done");
    assert!(std::fs::read_dir(&app.app.config.video.folder).unwrap().next().is_none(), "a worker's folder stays");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_fails_for_a_while_goes_on_where_it_was() {
    let ear = Ear::open();
    let app = spawn(&ear).await;
    let org = app.organization("acme").await;
    let video = film(&app, &org, 7).await;
    let busy = || (503, json!({ "error": "loading the model" }));
    ear.answers([(500, json!({})), (200, heard(1)), busy(), busy(), busy()]);
    ask(&org.owner, video, None).await.expect(202);
    app.run_jobs().await;
    let waits = last(&org.owner, video).await;
    assert_eq!((&waits["status"], &waits["language"]), (&json!("processing"), &json!("de")), "{waits}");
    assert_eq!((ear.asked().len(), app.jobs("queued").await), (5, 1));
    ask(&org.owner, video, None).await.refused(409, "transcription_running");
    app.clock.advance(Duration::seconds(60));
    app.run_jobs().await;
    // the first piece was not sent again
    let asked = ear.asked();
    assert_eq!(asked.len(), 6);
    assert!(asked[1].sound_ms > asked[5].sound_ms && asked[5].language.as_deref() == Some("de"), "{asked:?}");
    assert_eq!(last(&org.owner, video).await["status"], "done");
    let text = words(&org.owner, video, "de").await;
    assert!(text.contains("Satz 1.") && text.contains("Satz 6."), "{text}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_piece_that_takes_too_long_is_sent_again_later_and_words_without_end_are_not_kept() {
    let ear = Ear::open();
    let app = TestApp::with(&[("transcription_url", &ear.url()), ("transcription_timeout_seconds", "2")]).await;
    let org = app.organization("acme").await;
    let video = film(&app, &org, 2).await;
    let turns = ear.turns.acquire_many(1_000).await.unwrap();
    ask(&org.owner, video, Some("en")).await.expect(202);
    app.run_jobs().await;
    assert_eq!(number(&org, "SELECT COUNT(*) FROM jobs WHERE status = 'queued' AND last_error LIKE '%took too long%'").await, 1);
    assert_eq!((ear.asked().len(), &ear.asked()[0].key), (1, &String::new()));
    drop(turns);
    let words = vec![json!({ "start": 0, "end": 1, "text": "many words ".repeat(200) }); 1_000];
    // the first answer is for the request that nobody waits for any more
    let endless = json!({ "language": "en", "text": "many", "segments": words });
    ear.answers([(200, endless.clone()), (200, endless)]);
    app.clock.advance(Duration::seconds(60));
    app.run_jobs().await;
    let failed = last(&org.owner, video).await;
    assert_eq!((&failed["status"], &failed["fault"]), (&json!("failed"), &json!("internal")), "{failed}");
    assert!(failed["fault_detail"].as_str().unwrap().contains("Cut the video"), "{failed}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_endpoint_that_is_down_is_given_up_after_a_while() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let app = TestApp::with(&[("transcription_url", &format!("http://127.0.0.1:{port}"))]).await;
    let org = app.organization("acme").await;
    let video = film(&app, &org, 2).await;
    ask(&org.owner, video, Some("en")).await.expect(202);
    app.run_jobs().await;
    let mut rounds = 1;
    let found = loop {
        let owner = org.signed_in("owner@acme.example").await;
        let found = last(&owner, video).await;
        if found["status"] != "processing" || rounds > 20 {
            break found;
        }
        rounds += 1;
        app.clock.advance(Duration::seconds(1_600));
        app.run_jobs().await;
    };
    assert_eq!((&found["status"], &found["fault"], rounds), (&json!("failed"), &json!("unavailable"), 10), "{found}");
    assert!(found["fault_detail"].as_str().unwrap().contains("Try again later"), "{found}");
    assert_eq!(app.jobs("dead").await, 0);
}

#[tokio::test]
async fn what_cannot_be_heard_is_refused_before_anything_is_sent() {
    let ear = Ear::open();
    let app = spawn(&ear).await;
    let org = app.organization("acme").await;
    let film = Watched::of(&org, 60).await;
    let bolt = app.organization("bolt").await;
    let theirs = Watched::of(&bolt, 60).await;
    let video = film.video;
    ask(&org.owner, theirs.video, None).await.refused(404, "not_found");
    org.owner.get(&format!("/videos/{}/transcriptions", theirs.video)).await.refused(404, "not_found");
    ask(&film.learner, video, None).await.refused(403, "forbidden");
    ask(&org.member(Role::Instructor).await, video, None).await.refused(404, "not_found");
    ask(&org.visitor(), video, None).await.refused(401, "unauthenticated");
    ask(&org.owner, video, Some("deutsch")).await.refused(422, "invalid_input");
    org.owner.post(&format!("/videos/{video}/transcriptions"), json!({ "lang": "de" })).await.refused(422, "invalid_input");
    give(&org.owner, video, "de", None).await.expect(200);
    ask(&org.owner, video, Some("DE")).await.refused(409, "captions_exist");
    let other = ready(&org, film.course, 60).await;
    for (state, code) in [
        ("status = 'processing'", "video_state"),
        ("status = 'ready', has_audio = FALSE", "video_silent"),
        ("status = 'ready', has_audio = TRUE, host = 'mux', has_original = FALSE", "sound_elsewhere"),
    ] {
        tamper(&org, &format!("UPDATE videos SET {state} WHERE id = {}", super::fixtures::id(other))).await;
        ask(&org.owner, other, None).await.refused(409, code);
        let listed = org.owner.get(&format!("/videos/{other}/captions")).await.expect(200).body;
        assert_eq!(listed["may_transcribe"], false, "{state}");
    }
    app.run_jobs().await;
    assert_eq!((ear.asked().len(), number(&org, "SELECT COUNT(*) FROM video_transcriptions").await), (0, 0));

    let quiet = TestApp::spawn().await;
    let org = quiet.organization("acme").await;
    let film = Watched::of(&org, 60).await;
    ask(&org.owner, film.video, None).await.refused(409, "transcription_off");
    assert_eq!(org.owner.get(&format!("/videos/{}/captions", film.video)).await.expect(200).body["may_transcribe"], false);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_person_who_is_quicker_keeps_their_captions_and_a_second_request_waits() {
    let ear = Ear::open();
    let app = spawn(&ear).await;
    let org = app.organization("acme").await;
    let video = film(&app, &org, 7).await;
    let turns = ear.turns.acquire_many(1_000).await.unwrap();
    let (first, second) = tokio::join!(ask(&org.owner, video, None), ask(&org.owner, video, None));
    let (done, refused) = if first.status == 202 { (first, second) } else { (second, first) };
    done.expect(202);
    refused.refused(409, "transcription_running");
    let meanwhile = async {
        ear.arrived.notified().await;
        give(&org.owner, video, "de", None).await.expect(200);
        drop(turns);
    };
    tokio::join!(app.run_jobs(), meanwhile);
    let failed = last(&org.owner, video).await;
    assert_eq!((&failed["status"], &failed["fault"]), (&json!("failed"), &json!("captions_exist")), "{failed}");
    assert_eq!(ear.asked().len(), 1, "to hear on would have been in vain");
    assert!(words(&org.owner, video, "de").await.contains("By hand"));
    // the same job a second time does nothing
    let made = ask(&org.owner, video, Some("en")).await.expect(202);
    app.run_jobs().await;
    let asked = ear.asked().len();
    let payload = json!({ "kind": "video_transcription_requested", "transcription_id": made.id() }).to_string();
    app.app.db.enqueue(OrgId(org.id), "transcribe_video", &payload, "again").await.unwrap();
    app.run_jobs().await;
    assert_eq!((ear.asked().len(), &last(&org.owner, video).await["status"]), (asked, &json!("done")));
    let track = &org.owner.get(&format!("/videos/{video}/captions")).await.expect(200).body["items"][1];
    assert_eq!((&track["language"], &track["version"]), (&json!("en"), &json!(1)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_video_that_is_deleted_meanwhile_gets_none_and_leaves_no_file() {
    let ear = Ear::open();
    let app = spawn(&ear).await;
    let org = app.organization("acme").await;
    let video = film(&app, &org, 3).await;
    let turns = ear.turns.acquire_many(1_000).await.unwrap();
    ask(&org.owner, video, None).await.expect(202);
    let meanwhile = async {
        ear.arrived.notified().await;
        org.owner.delete(&format!("/videos/{video}")).await.expect(204);
    };
    // nobody ever answers: the worker itself sees that the video is gone
    tokio::join!(app.run_jobs(), meanwhile);
    drop(turns);
    org.owner.get(&format!("/videos/{video}/transcriptions")).await.refused(404, "not_found");
    assert_eq!(number(&org, "SELECT COUNT(*) FROM video_captions").await, 0);
    assert_eq!((app.jobs("queued").await, app.jobs("dead").await), (0, 0));
    let folder = app.app.config.storage.files().join(format!("org/{}/videos/{video}", org.id));
    assert!(!folder.join("captions").exists());
    assert!(std::fs::read_dir(&app.app.config.video.folder).unwrap().next().is_none(), "a worker's folder stays");
}

#[tokio::test]
async fn what_no_worker_came_back_to_is_given_up() {
    let ear = Ear::open();
    let app = spawn(&ear).await;
    let org = app.organization("acme").await;
    let film = Watched::of(&org, 60).await;
    ask(&org.owner, film.video, None).await.expect(202);
    tamper(&org, "UPDATE video_transcriptions SET status = 'processing'").await;
    tamper(&org, "DELETE FROM events").await;
    app.clock.advance(Duration::hours(3));
    app.run_jobs().await;
    let owner = org.signed_in("owner@acme.example").await;
    assert_eq!(last(&owner, film.video).await["fault"], "internal");
    ask(&owner, film.video, None).await.expect(202);
}
