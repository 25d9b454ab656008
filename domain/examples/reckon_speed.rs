//! How many due dates a second one core reckons, trace included.
//!
//! ```text
//! cargo run --release -p habeas-domain --example reckon_speed
//! ```

use std::error::Error;
use std::io::Write;
use std::time::Instant;

use chrono::{Days, NaiveDate};
use chrono_tz::Tz;
use habeas_domain::calendar::{CalendarId, Calendars};
use habeas_domain::clock::{FirstDay, PauseMode, Period, Roll, Terms, reckon};
use habeas_domain::moment::Moment;

const ROUNDS: u64 = 200;
const DAYS: u64 = 3_000;

fn main() -> Result<(), Box<dyn Error>> {
    let cold = Instant::now();
    let calendar = Calendars::shipped().get(&CalendarId::parse("CN")?)?;
    let cold = cold.elapsed();
    let first = NaiveDate::from_ymd_opt(2016, 1, 1).ok_or("a date")?;
    let mut out = std::io::stdout().lock();
    writeln!(out, "first calendar ready after {} µs", cold.as_micros())?;
    for period in [Period::WorkingDays(15), Period::Months(1), Period::Days(45), Period::Hours(72)]
    {
        let terms = Terms {
            period,
            first_day: FirstDay::Excluded,
            roll: Roll::WorkingDay,
            pause: PauseMode::None,
        };
        let start = Instant::now();
        let mut steps = 0;
        for day in 0..ROUNDS * DAYS {
            let anchor = Moment::On(first + Days::new(day % DAYS));
            let found = reckon(&terms, anchor, &[], Tz::Asia__Shanghai, &calendar)?;
            steps += found.trace.0.len();
        }
        let rate = u128::from(ROUNDS * DAYS) * 1000 / start.elapsed().as_millis().max(1);
        writeln!(out, "{period}: {rate} a second, {steps} steps in all")?;
    }
    Ok(())
}
