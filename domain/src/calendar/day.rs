//! What a day can be.

use crate::text::closed_list;

closed_list!(
    /// What one day is on one calendar. Exactly one holds; a holiday that falls on a weekend is a
    /// holiday.
    DayKind, "kind of day" {
        /// Worked.
        Working = "working",
        /// A day of the weekend that is worked in exchange for another, by official notice.
        MakeUp = "make_up",
        /// A day that would rest, declared by settings to be worked.
        DeclaredWorking = "declared_working",
        /// A day of the weekend.
        Weekend = "weekend",
        /// A public holiday.
        PublicHoliday = "public_holiday",
        /// A holiday added by settings, as after a proclamation.
        DeclaredHoliday = "declared_holiday",
        /// Closed, by settings.
        Closure = "closure",
        /// 25 December to 15 January, left out by the Privacy Act of New Zealand.
        SummerBreak = "summer_break",
        /// 29 December to 3 January, when authorities in Japan are closed.
        YearEnd = "year_end",
    }
);

impl DayKind {
    /// Whether the day is worked.
    #[must_use]
    pub const fn is_working(self) -> bool {
        matches!(self, Self::Working | Self::MakeUp | Self::DeclaredWorking)
    }

    /// Whether the day rests for more than being of a weekend.
    #[must_use]
    pub const fn is_holiday(self) -> bool {
        match self {
            Self::Working | Self::MakeUp | Self::DeclaredWorking | Self::Weekend => false,
            Self::PublicHoliday
            | Self::DeclaredHoliday
            | Self::Closure
            | Self::SummerBreak
            | Self::YearEnd => true,
        }
    }

    /// What the day is, in plain words that follow "it is".
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::Working => "a working day",
            Self::MakeUp => "a make-up working day",
            Self::DeclaredWorking => "declared a working day by settings",
            Self::Weekend => "a weekend",
            Self::PublicHoliday => "a public holiday",
            Self::DeclaredHoliday => "declared a holiday by settings",
            Self::Closure => "closed by settings",
            Self::SummerBreak => "between 25 December and 15 January",
            Self::YearEnd => "between 29 December and 3 January",
        }
    }

    /// The letter that stands for it where a calendar is digested. Never changed, never reused.
    pub(super) const fn letter(self) -> u8 {
        match self {
            Self::Working => b'w',
            Self::MakeUp => b'm',
            Self::DeclaredWorking => b'd',
            Self::Weekend => b'e',
            Self::PublicHoliday => b'h',
            Self::DeclaredHoliday => b'r',
            Self::Closure => b'c',
            Self::SummerBreak => b's',
            Self::YearEnd => b'y',
        }
    }

    /// The one that rests, where a day rests on any of two calendars; of two that rest, the one
    /// that says more than "weekend".
    pub(super) const fn or_rest_of(self, other: Self) -> Self {
        let other_says_more = match (self.is_working(), other.is_working()) {
            (true, false) => true,
            (false, false) => other.is_holiday() && !self.is_holiday(),
            (true | false, true) => false,
        };
        if other_says_more { other } else { self }
    }
}
