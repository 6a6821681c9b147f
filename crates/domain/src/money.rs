//! Amounts of money: whole minor units (cents) and their currency.

/// A currency that the platform's prices are in. All of them have a hundred minor units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Currency {
    /// United States dollar.
    Usd,
    /// Euro.
    Eur,
    /// Pound sterling.
    Gbp,
}

impl Currency {
    /// Every currency.
    pub const ALL: [Self; 3] = [Self::Usd, Self::Eur, Self::Gbp];

    /// ISO 4217, in lowercase.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Usd => "usd",
            Self::Eur => "eur",
            Self::Gbp => "gbp",
        }
    }

    /// The currency with this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|currency| currency.as_str() == word)
    }
}

/// An amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Money {
    /// Minor units: cents.
    pub minor: i64,
    /// Of what.
    pub currency: Currency,
}
