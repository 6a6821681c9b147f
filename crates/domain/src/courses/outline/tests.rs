use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::courses::{CheckCode, checks::check};

fn lesson(n: u128) -> AuthorLesson {
    let now = chrono::DateTime::from_timestamp(1_763_000_000, 0).unwrap();
    AuthorLesson {
        id: LessonId(Uuid::from_u128(n)),
        title: format!("Lesson {n}"),
        kind: LessonKind::Text,
        status: LessonStatus::Draft,
        free_preview: false,
        required: true,
        completion_rule: CompletionRule::Manual,
        is_empty: false,
        video: None,
        missing_alt: 0,
        revision_number: 0,
        updated_at: now,
        changed_at: now,
        published_at: None,
        version: 1,
    }
}

/// Sections 1000, 1001 .. with these lessons.
fn authors(sections: &[&[u128]]) -> AuthorOutline {
    let sections = sections.iter().zip(1_000..).map(|(lessons, n)| AuthorSection {
        id: SectionId(Uuid::from_u128(n)),
        title: format!("Section {n}"),
        version: 1,
        lessons: lessons.iter().map(|n| lesson(*n)).collect(),
    });
    AuthorOutline { course_id: CourseId(Uuid::nil()), version: 1, sections: sections.collect() }
}

fn revision(id: LessonId) -> LessonRevisionId {
    LessonRevisionId(Uuid::from_u128(id.0.as_u128() + 5_000))
}

fn shape(document: &OutlineDocument) -> Vec<(u128, Vec<u128>)> {
    let sections = document.sections.iter();
    sections.map(|section| (section.id.0.as_u128(), section.lessons.iter().map(|lesson| lesson.id.0.as_u128()).collect())).collect()
}

fn order(outline: &AuthorOutline) -> WantedOutline {
    outline.sections.iter().map(|section| (section.id, section.lessons.iter().map(|lesson| lesson.id).collect())).collect()
}

#[test]
fn publishing_leaves_out_what_was_taken_out_and_what_is_empty_then() {
    let mut outline = authors(&[&[1, 2], &[3], &[]]);
    outline.sections[1].lessons[0].status = LessonStatus::Unpublished;
    let document = outline.published(|id| Some(revision(id)));
    assert_eq!(shape(&document), [(1_000, vec![1, 2])]);
    assert_eq!((document.lesson_count(), document.required_count()), (2, 2));
    let text = serde_json::to_string(&document).unwrap();
    assert_eq!(serde_json::from_str::<OutlineDocument>(&text).unwrap(), document);
}

#[test]
fn one_lesson_comes_in_where_its_author_put_it() {
    let outline = authors(&[&[1, 2, 3], &[4], &[5]]);
    let document = outline.published(|id| [1, 3, 5].contains(&id.0.as_u128()).then(|| revision(id)));
    assert_eq!(shape(&document), [(1_000, vec![1, 3]), (1_002, vec![5])]);
    let entry = |n: u128| lesson(n).published_as(revision(lesson(n).id));
    assert_eq!(shape(&document.with(entry(2), &outline)), [(1_000, vec![1, 2, 3]), (1_002, vec![5])]);
    assert_eq!(shape(&document.with(entry(4), &outline)), [(1_000, vec![1, 3]), (1_001, vec![4]), (1_002, vec![5])]);
    let again = OutlineLesson { title: "New".to_owned(), ..entry(3) };
    let renamed = document.with(again.clone(), &outline);
    assert_eq!(shape(&renamed), shape(&document));
    assert_eq!(renamed.find(again.id).unwrap().1.title, "New");
}

#[test]
fn a_lesson_that_moved_leaves_its_old_section() {
    let document = authors(&[&[1], &[2]]).published(|id| Some(revision(id)));
    let moved = authors(&[&[], &[2, 1]]);
    let entry = lesson(1).published_as(revision(lesson(1).id));
    assert_eq!(shape(&document.with(entry, &moved)), [(1_001, vec![2, 1])]);
}

#[test]
fn checks_name_what_blocks_and_what_only_warns() {
    let codes = |outline: &AuthorOutline, certificate| check(outline, certificate).iter().map(|check| check.code).collect::<Vec<_>>();
    assert_eq!(codes(&authors(&[]), true), [CheckCode::NoLessons]);
    assert_eq!(codes(&authors(&[&[]]), true), [CheckCode::NoLessons, CheckCode::EmptySection]);
    let mut outline = authors(&[&[1, 2], &[]]);
    outline.sections[0].lessons[0].is_empty = true;
    outline.sections[0].lessons[1].missing_alt = 2;
    assert_eq!(codes(&outline, true), [CheckCode::EmptyLesson, CheckCode::MissingAltText, CheckCode::EmptySection]);
    for lesson in &mut outline.sections[0].lessons {
        (lesson.required, lesson.is_empty, lesson.missing_alt) = (false, false, 0);
    }
    assert_eq!(codes(&outline, true), [CheckCode::NoRequiredLesson, CheckCode::EmptySection]);
    assert_eq!(codes(&outline, false), [CheckCode::EmptySection]);
    outline.sections[0].lessons[0].status = LessonStatus::Unpublished;
    outline.sections[0].lessons[0].is_empty = true;
    assert_eq!(codes(&outline, false), [CheckCode::EmptySection], "what is not published is not looked at");
}

fn shuffled() -> impl Strategy<Value = (AuthorOutline, WantedOutline)> {
    let sizes = prop::collection::vec(0_usize..6, 1..6);
    sizes.prop_flat_map(|sizes| {
        let mut next = 0;
        let sections: Vec<Vec<u128>> = sizes
            .iter()
            .map(|size| {
                (0..*size)
                    .map(|_| {
                        next += 1;
                        next
                    })
                    .collect()
            })
            .collect();
        let outline = authors(&sections.iter().map(Vec::as_slice).collect::<Vec<_>>());
        let ids: Vec<SectionId> = outline.sections.iter().map(|section| section.id).collect();
        let lessons: Vec<LessonId> = outline.lessons().map(|lesson| lesson.id).collect();
        let homes = prop::collection::vec(0..ids.len(), lessons.len());
        (Just(outline), Just(ids).prop_shuffle(), Just(lessons).prop_shuffle(), homes).prop_map(|(outline, ids, lessons, homes)| {
            let mut wanted: WantedOutline = ids.into_iter().map(|id| (id, Vec::new())).collect();
            for (lesson, home) in lessons.into_iter().zip(homes) {
                wanted[home].1.push(lesson);
            }
            (outline, wanted)
        })
    })
}

proptest! {
    #[test]
    fn every_permutation_is_one_and_nothing_else_is((outline, wanted) in shuffled(), at in any::<prop::sample::Index>()) {
        prop_assert!(outline.is_permuted_by(&wanted));
        prop_assert!(outline.is_permuted_by(&order(&outline)));
        let section = at.index(wanted.len());

        let mut missing = wanted.clone();
        missing.remove(section);
        prop_assert!(!outline.is_permuted_by(&missing));

        let mut foreign = wanted.clone();
        foreign[section].0 = SectionId(Uuid::from_u128(77_777));
        prop_assert!(!outline.is_permuted_by(&foreign));

        let mut extra = wanted.clone();
        extra[section].1.push(LessonId(Uuid::from_u128(77_777)));
        prop_assert!(!outline.is_permuted_by(&extra));

        let mut twice = wanted.clone();
        let copy = twice[section].clone();
        twice.push(copy);
        prop_assert!(!outline.is_permuted_by(&twice));

        if let Some(place) = wanted.iter().position(|(_, lessons)| !lessons.is_empty()) {
            let mut lost = wanted.clone();
            let lesson = lost[place].1.pop().unwrap();
            prop_assert!(!outline.is_permuted_by(&lost));
            lost[section].1.push(lesson);
            prop_assert!(outline.is_permuted_by(&lost));
            lost[section].1.push(lesson);
            prop_assert!(!outline.is_permuted_by(&lost));
            // one twice in the place of another
            let mut swapped = wanted.clone();
            swapped[place].1[0] = LessonId(Uuid::from_u128(77_777));
            prop_assert!(!outline.is_permuted_by(&swapped));
        }
    }

    #[test]
    fn lessons_published_one_by_one_in_any_order_come_to_the_authors_order((outline, wanted) in shuffled()) {
        let mut document = OutlineDocument::default();
        for id in wanted.iter().flat_map(|(_, lessons)| lessons) {
            document = document.with(outline.find(*id).unwrap().published_as(revision(*id)), &outline);
        }
        prop_assert_eq!(document, outline.published(|id| Some(revision(id))));
    }
}
