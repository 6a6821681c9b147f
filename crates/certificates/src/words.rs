//! The words of a certificate in the languages that it can speak. Each sentence is worded so that it fits every learner,
//! whatever the name's grammar. A language that is not here gets the English words; a new one is one more row.

use chrono::{Datelike, NaiveDate};

/// How a language writes a date.
#[derive(Clone, Copy, Debug)]
enum DateOrder {
    /// March 14, 2026
    MonthDayYear,
    /// 14 March 2026, with something before month and year
    DayMonthYear { before_month: &'static str, before_year: &'static str, end: &'static str },
    /// 14 mars 2026, but 1er mars 2026
    French,
}

const PLAIN: DateOrder = DateOrder::DayMonthYear { before_month: " ", before_year: " ", end: "" };

/// The words of one language.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Words {
    /// The language's primary tag (BCP 47).
    pub(crate) language: &'static str,
    pub(crate) heading: &'static str,
    /// Stands above the name.
    pub(crate) awarded: &'static str,
    /// Stands between the name and the course.
    pub(crate) completed: &'static str,
    pub(crate) date: &'static str,
    pub(crate) instructor: &'static str,
    pub(crate) instructors: &'static str,
    pub(crate) issued_by: &'static str,
    /// Stands before a date.
    pub(crate) issued: &'static str,
    /// Stands before a date.
    pub(crate) valid_until: &'static str,
    /// Stands before the address.
    pub(crate) verify: &'static str,
    pub(crate) logo: &'static str,
    pub(crate) qr: &'static str,
    /// Stands between two names of a list.
    pub(crate) comma: &'static str,
    /// Whether the heading may be set in spaced small capitals; scripts without capitals are joined or gain nothing.
    pub(crate) has_capitals: bool,
    months: [&'static str; 12],
    date_order: DateOrder,
}

impl Words {
    /// The words of a language tag such as `de-AT`, or the English ones.
    pub(crate) fn of(language: &str) -> &'static Self {
        let primary = language.split(['-', '_']).next().unwrap_or_default();
        LANGUAGES.iter().find(|words| words.language.eq_ignore_ascii_case(primary)).unwrap_or(&ENGLISH)
    }

    /// A date as the language writes it.
    pub(crate) fn date(&self, date: NaiveDate) -> String {
        let month = self.months.get(date.month0() as usize).copied().unwrap_or_default();
        let (day, year) = (date.day(), date.year());
        match self.date_order {
            DateOrder::MonthDayYear => format!("{month} {day}, {year}"),
            DateOrder::French if day == 1 => format!("1er {month} {year}"),
            DateOrder::French => format!("{day} {month} {year}"),
            DateOrder::DayMonthYear { before_month, before_year, end } => format!("{day}{before_month}{month}{before_year}{year}{end}"),
        }
    }
}

const ENGLISH: Words = Words {
    language: "en",
    heading: "Certificate of Completion",
    awarded: "This certificate is awarded to",
    completed: "for the successful completion of",
    date: "Date of completion",
    instructor: "Instructor",
    instructors: "Instructors",
    issued_by: "Issued by",
    issued: "Issued",
    valid_until: "Valid until",
    verify: "Verify this certificate at",
    logo: "Logo:",
    qr: "QR code that opens",
    comma: ", ",
    has_capitals: true,
    months: ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"],
    date_order: DateOrder::MonthDayYear,
};

const LANGUAGES: [Words; 11] = [
    ENGLISH,
    Words {
        language: "de",
        heading: "Zertifikat",
        awarded: "Dieses Zertifikat wird verliehen an",
        completed: "für den erfolgreichen Abschluss des Kurses",
        date: "Abgeschlossen am",
        instructor: "Kursleitung",
        instructors: "Kursleitung",
        issued_by: "Ausgestellt von",
        issued: "Ausgestellt am",
        valid_until: "Gültig bis",
        verify: "Echtheit prüfen:",
        logo: "Logo:",
        qr: "QR-Code, der diese Adresse öffnet:",
        months: ["Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"],
        date_order: DateOrder::DayMonthYear { before_month: ". ", before_year: " ", end: "" },
        ..ENGLISH
    },
    Words {
        language: "fr",
        heading: "Certificat de réussite",
        awarded: "Ce certificat est décerné à",
        completed: "pour avoir suivi avec succès la formation",
        date: "Date d’achèvement",
        instructor: "Formation assurée par",
        instructors: "Formation assurée par",
        issued_by: "Délivré par",
        issued: "Délivré le",
        valid_until: "Valable jusqu’au",
        verify: "Vérifier ce certificat :",
        logo: "Logo :",
        qr: "Code QR qui ouvre",
        months: ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"],
        date_order: DateOrder::French,
        ..ENGLISH
    },
    Words {
        language: "es",
        heading: "Certificado de finalización",
        awarded: "Se otorga el presente certificado a",
        completed: "por haber completado con éxito el curso",
        date: "Fecha de finalización",
        instructor: "Curso impartido por",
        instructors: "Curso impartido por",
        issued_by: "Expedido por",
        issued: "Expedido el",
        valid_until: "Válido hasta el",
        verify: "Verificar este certificado:",
        logo: "Logotipo:",
        qr: "Código QR que abre",
        months: [
            "enero",
            "febrero",
            "marzo",
            "abril",
            "mayo",
            "junio",
            "julio",
            "agosto",
            "septiembre",
            "octubre",
            "noviembre",
            "diciembre",
        ],
        date_order: DateOrder::DayMonthYear { before_month: " de ", before_year: " de ", end: "" },
        ..ENGLISH
    },
    Words {
        language: "it",
        heading: "Certificato di completamento",
        awarded: "Il presente certificato è conferito a",
        completed: "per aver completato con successo il corso",
        date: "Data di completamento",
        instructor: "Corso tenuto da",
        instructors: "Corso tenuto da",
        issued_by: "Rilasciato da",
        issued: "Rilasciato:",
        valid_until: "Valido fino al",
        verify: "Verifica di questo certificato:",
        logo: "Logo:",
        qr: "Codice QR che apre",
        months: [
            "gennaio",
            "febbraio",
            "marzo",
            "aprile",
            "maggio",
            "giugno",
            "luglio",
            "agosto",
            "settembre",
            "ottobre",
            "novembre",
            "dicembre",
        ],
        date_order: PLAIN,
        ..ENGLISH
    },
    Words {
        language: "pt",
        heading: "Certificado de conclusão",
        awarded: "Este certificado é concedido a",
        completed: "pela conclusão com êxito do curso",
        date: "Data de conclusão",
        instructor: "Curso ministrado por",
        instructors: "Curso ministrado por",
        issued_by: "Emitido por",
        issued: "Emitido em",
        valid_until: "Válido até",
        verify: "Verificar este certificado:",
        logo: "Logotipo:",
        qr: "Código QR que abre",
        months: [
            "janeiro",
            "fevereiro",
            "março",
            "abril",
            "maio",
            "junho",
            "julho",
            "agosto",
            "setembro",
            "outubro",
            "novembro",
            "dezembro",
        ],
        date_order: DateOrder::DayMonthYear { before_month: " de ", before_year: " de ", end: "" },
        ..ENGLISH
    },
    Words {
        language: "nl",
        heading: "Certificaat",
        awarded: "Dit certificaat is uitgereikt aan",
        completed: "voor het met succes afronden van de cursus",
        date: "Afgerond op",
        instructor: "Cursusleiding",
        instructors: "Cursusleiding",
        issued_by: "Uitgereikt door",
        issued: "Uitgereikt op",
        valid_until: "Geldig tot",
        verify: "Controleer dit certificaat:",
        logo: "Logo:",
        qr: "QR-code die dit adres opent:",
        months: [
            "januari",
            "februari",
            "maart",
            "april",
            "mei",
            "juni",
            "juli",
            "augustus",
            "september",
            "oktober",
            "november",
            "december",
        ],
        date_order: PLAIN,
        ..ENGLISH
    },
    Words {
        language: "ru",
        heading: "Сертификат",
        awarded: "Настоящий сертификат подтверждает, что",
        completed: "успешно завершил(а) курс",
        date: "Дата завершения",
        instructor: "Преподаватель",
        instructors: "Преподаватели",
        issued_by: "Кем выдан",
        issued: "Дата выдачи:",
        valid_until: "Действителен до",
        verify: "Проверить подлинность:",
        logo: "Логотип:",
        qr: "QR-код, открывающий адрес",
        months: ["января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря"],
        date_order: DateOrder::DayMonthYear { before_month: " ", before_year: " ", end: " г." },
        ..ENGLISH
    },
    Words {
        language: "el",
        heading: "Πιστοποιητικό ολοκλήρωσης",
        awarded: "Με το παρόν πιστοποιείται ότι",
        completed: "ολοκλήρωσε με επιτυχία το μάθημα",
        date: "Ημερομηνία ολοκλήρωσης",
        instructor: "Διδασκαλία",
        instructors: "Διδασκαλία",
        issued_by: "Εκδόθηκε από",
        issued: "Εκδόθηκε:",
        valid_until: "Ισχύει έως",
        verify: "Επαλήθευση:",
        logo: "Λογότυπο:",
        qr: "Κωδικός QR που ανοίγει τη διεύθυνση",
        months: [
            "Ιανουαρίου",
            "Φεβρουαρίου",
            "Μαρτίου",
            "Απριλίου",
            "Μαΐου",
            "Ιουνίου",
            "Ιουλίου",
            "Αυγούστου",
            "Σεπτεμβρίου",
            "Οκτωβρίου",
            "Νοεμβρίου",
            "Δεκεμβρίου",
        ],
        date_order: PLAIN,
        ..ENGLISH
    },
    Words {
        language: "ar",
        heading: "شهادة إتمام",
        awarded: "تُمنح هذه الشهادة إلى",
        completed: "لإتمام الدورة التالية بنجاح",
        date: "تاريخ الإتمام",
        instructor: "التدريس",
        instructors: "التدريس",
        issued_by: "الجهة المانحة",
        issued: "تاريخ الإصدار:",
        valid_until: "صالحة حتى",
        verify: "للتحقق من هذه الشهادة:",
        logo: "شعار:",
        qr: "رمز QR يفتح العنوان",
        comma: "، ",
        has_capitals: false,
        months: ["يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"],
        date_order: PLAIN,
    },
    Words {
        language: "he",
        heading: "תעודת סיום",
        awarded: "תעודה זו מוענקת אל",
        completed: "על השלמת הקורס בהצלחה",
        date: "תאריך הסיום",
        instructor: "הוראה",
        instructors: "הוראה",
        issued_by: "הונפקה על ידי",
        issued: "תאריך ההנפקה:",
        valid_until: "בתוקף עד",
        verify: "לאימות התעודה:",
        logo: "לוגו:",
        qr: "קוד QR שפותח את הכתובת",
        has_capitals: false,
        months: ["ינואר", "פברואר", "מרץ", "אפריל", "מאי", "יוני", "יולי", "אוגוסט", "ספטמבר", "אוקטובר", "נובמבר", "דצמבר"],
        date_order: DateOrder::DayMonthYear { before_month: " ב", before_year: " ", end: "" },
        ..ENGLISH
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{fonts::FontCase, text};

    #[test]
    fn a_tag_finds_its_language_and_an_unknown_one_is_english() {
        for (tag, language) in [("de", "de"), ("de-AT", "de"), ("PT_br", "pt"), ("ja", "en"), ("", "en"), ("x\"#", "en")] {
            assert_eq!(Words::of(tag).language, language, "{tag}");
        }
    }

    #[test]
    fn dates_are_written_as_the_language_does() {
        let day = NaiveDate::from_ymd_opt(2026, 3, 14).unwrap();
        for (language, written) in [
            ("en", "March 14, 2026"),
            ("de", "14. März 2026"),
            ("es", "14 de marzo de 2026"),
            ("ru", "14 марта 2026 г."),
            ("he", "14 במרץ 2026"),
        ] {
            assert_eq!(Words::of(language).date(day), written);
        }
    }

    #[test]
    fn the_embedded_fonts_have_every_letter_of_every_word() {
        let case = FontCase::embedded();
        for words in &LANGUAGES {
            for text in
                [words.heading, words.awarded, words.completed, words.date, words.issued, words.valid_until, words.verify, words.comma]
            {
                assert!(text::is_covered(text, case), "{}: {text}", words.language);
            }
            assert!(words.months.iter().all(|month| text::is_covered(month, case)), "{}", words.language);
        }
    }
}
