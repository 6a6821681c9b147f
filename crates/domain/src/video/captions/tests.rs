use proptest::prelude::*;

use super::{CaptionFault, CaptionLanguage, Captions, Cue, MAX_BYTES};

fn read(text: &str) -> Captions {
    Captions::parse(text.as_bytes(), None).unwrap()
}

fn fault(text: &str) -> CaptionFault {
    Captions::parse(text.as_bytes(), None).unwrap_err()
}

fn cue(start_ms: i64, end_ms: i64, text: &str) -> Cue {
    Cue { start_ms, end_ms, speaker: None, text: text.to_owned() }
}

fn texts(captions: &Captions) -> Vec<&str> {
    captions.cues().iter().map(|cue| cue.text.as_str()).collect()
}

#[test]
fn webvtt_is_read_without_its_styles_notes_and_markup() {
    let file = "WEBVTT - A film\nKind: captions\n\nSTYLE\n::cue { background: url(https://x.example/) }\n\nREGION\nid:fred\n\n\
        NOTE of nobody's business\nmore of it\n\nintro\n00:01.000 --> 00:02.500 align:start position:10%\n<v.loud Esme &amp; Co>Hi, <i>all</i> of \
        <lang en>you</lang></v>\n<00:00:01.500><c.red>second</c> line\n\n1:00:00.000 --> 1:00:01.000\n<ruby>漢<rt>kan</rt>字<rt>ji</ruby> \
        &lt;b&gt; 3 < 4 &#8364;\n";
    let captions = read(file);
    assert_eq!(captions.cues().len(), 2);
    let first = Cue { speaker: Some("Esme & Co".to_owned()), ..cue(1_000, 2_500, "Hi, all of you\nsecond line") };
    assert_eq!(captions.cues()[0], first);
    assert_eq!(captions.cues()[1], cue(3_600_000, 3_601_000, "漢(kan)字(ji) <b> 3 < 4 €"));
    assert_eq!(
        captions.to_webvtt(),
        "WEBVTT\n\n00:00:01.000 --> 00:00:02.500\n<v Esme &amp; Co>Hi, all of you\nsecond line\n\n01:00:00.000 --> 01:00:01.000\n\
         漢(kan)字(ji) &lt;b&gt; 3 &lt; 4 €\n"
    );
}

#[test]
fn subrip_is_read_as_people_write_it() {
    let file = "1\r\n00:00:01,000 --> 00:00:02,000 X1:0 X2:10\r\n<font color=\"#ff0000\">Hello</font>{\\an8}\r\n\r\nstill the first\r\n2\r\n\
        00:00:03,5 --> 00:00:04\r\n- Who?\r\n- Me <3\r\n\r\n3\r\n0:0:05,000 --> 0:0:06,000\r\n\r\n";
    assert_eq!(read(file).cues(), [cue(1_000, 2_000, "Hello\nstill the first"), cue(3_500, 4_000, "- Who?\n- Me <3")]);
    let old_mac = "1\r00:00:01,000 --> 00:00:02,000\rHello\r";
    assert_eq!(texts(&read(old_mac)), ["Hello"]);
}

#[test]
fn a_number_that_is_said_is_no_counter() {
    let counted = read("1\n00:00:01,000 --> 00:00:02,000\n42\n\n2\n00:00:03,000 --> 00:00:04,000\n43\n");
    assert_eq!(texts(&counted), ["42", "43"]);
    assert_eq!(texts(&read(&counted.to_webvtt())), ["42", "43"]);
    let crowded = read("1\n00:00:01,000 --> 00:00:02,000\na\n2\n00:00:03,000 --> 00:00:04,000\nb\n");
    assert_eq!(texts(&crowded), ["a", "b"]);
}

#[test]
fn cues_are_put_in_order_and_may_overlap() {
    let captions = read("WEBVTT\n\n00:05.000 --> 00:06.000\nc\n\n00:01.000 --> 00:09.000\nb\n\n00:01.000 --> 00:02.000\na\n");
    assert_eq!(texts(&captions), ["a", "b", "c"]);
    assert_eq!(read("WEBVTT").cues(), []);
}

#[test]
fn two_speakers_of_one_cue_are_told_apart() {
    let captions = read("WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ada>Who is there?</v> <v Bob>I am.\n");
    assert_eq!((captions.cues()[0].speaker.as_deref(), texts(&captions)), (Some("Ada"), vec!["Who is there?\nBob: I am."]));
}

#[test]
fn what_cannot_be_names_its_line() {
    assert_eq!(fault("WEBVTT\n\n00:01.000 --> soon\nx"), CaptionFault::Time(3));
    assert_eq!(fault("1\n00:00:61,000 --> 00:00:62,000\nx"), CaptionFault::Time(2));
    assert_eq!(fault("WEBVTT\n\n-1:00.000 --> 00:02.000\nx"), CaptionFault::Time(3));
    assert_eq!(fault("WEBVTT\n\n00:02.000 --> 00:02.000\nx"), CaptionFault::Backwards(3));
    assert_eq!(fault("WEBVTT\n\n00:02.000 --> 10:00:00.001\nx"), CaptionFault::TooLate(3));
    assert_eq!(fault("WEBVTT\n\n99999999999999999999:00:00.000 --> 00:01.000\nx"), CaptionFault::Time(3));
    assert_eq!(fault(&format!("WEBVTT\n\n00:01.000 --> 00:02.000\n{}", "x".repeat(2_001))), CaptionFault::TooLong(3));
    assert_eq!(fault("<html>\n<body>\n<script>\nalert(1)\n"), CaptionFault::NotCaptions(1));
    assert_eq!(fault("just words"), CaptionFault::NotCaptions(1));
    assert_eq!(fault("\n12\n-->"), CaptionFault::Time(3));
    assert_eq!(fault(""), CaptionFault::NotCaptions(1));
}

#[test]
fn captions_are_bounded() {
    let one = "00:01.000 --> 00:02.000\nx\n\n";
    assert_eq!(read(&format!("WEBVTT\n\n{}", one.repeat(20_000))).cues().len(), 20_000);
    assert!(matches!(fault(&format!("WEBVTT\n\n{}", one.repeat(20_001))), CaptionFault::TooMany(_)));
    assert_eq!(Captions::parse(&vec![b'x'; MAX_BYTES + 1], None), Err(CaptionFault::TooLarge));
    // what is small as it comes and large as it would be kept
    let ampersands = format!("00:01.000 --> 00:02.000\n{}\n\n", "&".repeat(2_000)).repeat(500);
    assert_eq!(fault(&format!("WEBVTT\n\n{ampersands}")), CaptionFault::TooLarge);
}

#[test]
fn subrip_comes_in_the_encodings_of_its_time() {
    let file = "1\n00:00:01,000 --> 00:00:02,000\nMüller – „ça\u{201d}\n";
    let expected = read(file);
    let marked = format!("\u{feff}{file}");
    assert_eq!(Captions::parse(marked.as_bytes(), None).unwrap(), expected);
    let little: Vec<u8> = marked.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = marked.encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert_eq!(Captions::parse(&little, None).unwrap(), expected);
    assert_eq!(Captions::parse(&big, Some("utf-8")).unwrap(), expected);
    let (western, ..) = encoding_rs::WINDOWS_1252.encode(file);
    assert_eq!(Captions::parse(&western, None).unwrap(), expected);
    let russian = "1\n00:00:01,000 --> 00:00:02,000\nПривет\n";
    let (bytes, ..) = encoding_rs::WINDOWS_1251.encode(russian);
    assert_eq!(Captions::parse(&bytes, Some("windows-1251")).unwrap(), read(russian));
    assert_eq!(Captions::parse(file.as_bytes(), Some("klingon")), Err(CaptionFault::NotText));
    // WebVTT is UTF-8 by its standard
    assert_eq!(Captions::parse(b"WEBVTT\n\n00:01.000 --> 00:02.000\nM\xfcller", None), Err(CaptionFault::NotText));
    assert_eq!(Captions::parse(b"1\n00:00:01,000 --> 00:00:02,000\nx\0y", None), Err(CaptionFault::NotText));
}

#[test]
fn a_language_is_written_in_one_way() {
    let canonical = |tag| CaptionLanguage::parse(tag).map(|language| language.as_str().to_owned());
    for (tag, written) in [
        ("DE", "de"),
        ("pt-br", "pt-BR"),
        ("ZH-hant-tw", "zh-Hant-TW"),
        ("es-419", "es-419"),
        ("sl-rozaj-1994", "sl-rozaj-1994"),
        ("gsw", "gsw"),
    ] {
        assert_eq!(canonical(tag).as_deref(), Some(written));
    }
    for tag in
        ["", "x", "english", "de_DE", "de-", "-de", "de--DE", "und", "de-DE-x", "../de", "de/DE", "dé", "de.1", "de-DE-Latn", "i-klingon"]
    {
        assert_eq!(canonical(tag), None, "{tag}");
    }
}

fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("WEBVTT".to_owned()),
        Just("\n".to_owned()),
        Just("\r\n".to_owned()),
        Just("\n\n".to_owned()),
        Just("00:00:01,000 --> 00:00:02,000\n".to_owned()),
        Just("00:01.000 --> 59:02.000 line:0\n".to_owned()),
        Just("<v ".to_owned()),
        Just("<rt>".to_owned()),
        Just("</ruby>".to_owned()),
        Just("<script>".to_owned()),
        Just("{\\an8}".to_owned()),
        Just("&amp;lt;".to_owned()),
        Just("&#10;&#x0;".to_owned()),
        Just("12".to_owned()),
        Just("NOTE ".to_owned()),
        "[<>&;{}\\\\ a-c\u{a0}\u{2028}\u{feff}\u{85}0-9:.,>-]{0,12}",
        ".{0,8}",
    ];
    proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..600), charset in proptest::option::of("[a-z0-9-]{1,12}")) {
        let _ = Captions::parse(&bytes, charset.as_deref());
    }

    #[test]
    fn what_is_written_is_read_as_the_same(text in hostile(), has_header in any::<bool>()) {
        let text = if has_header { format!("WEBVTT\n\n00:01.000 --> 00:02.000\n{text}") } else { format!("1\n00:00:01,000 --> 00:00:02,000\n{text}") };
        if let Ok(captions) = Captions::parse(text.as_bytes(), None) {
            let written = captions.to_webvtt();
            let again = Captions::parse(written.as_bytes(), Some("utf-8")).unwrap();
            prop_assert_eq!(&again, &captions);
            prop_assert_eq!(again.to_webvtt(), written);
        }
    }

    #[test]
    fn nothing_but_times_speakers_and_escaped_words_is_written(text in hostile()) {
        if let Ok(captions) = Captions::parse(format!("WEBVTT\n\n00:01.000 --> 00:02.000\n{text}").as_bytes(), None) {
            let written = captions.to_webvtt();
            let mut blocks = written.split("\n\n");
            prop_assert_eq!(blocks.next().map(str::trim_end), Some("WEBVTT"));
            for block in blocks {
                let (times, words) = block.split_once('\n').unwrap();
                prop_assert!(times.len() == 29 && times.contains(" --> "), "{}", times);
                let said = words.strip_prefix("<v ").and_then(|rest| rest.split_once('>')).map_or(words, |(_, said)| said);
                prop_assert!(!said.contains(['<', '>']), "{}", words);
            }
        }
    }
}
