//! One query text for both engines.

/// Runs one query on a [`Conn`](super::Conn), whichever engine it is of.
///
/// `sql!(one T, conn, "…", a, b)?` gives one row, `optional` a row or none, `all` every row, with
/// `T: sqlx::FromRow`; `value` gives the only column of the only row; `run` gives the number of rows
/// touched. `many` inserts rows in one statement, with a text after them as the last argument where
/// one is needed: `sql!(many conn, "insert into t (a, b) ", rows, |b, row| { b.push_bind(row.a)… })`.
/// `built T` gives every row of a query that is put together, `built run` the number of rows that it
/// touched: `sql!(built T, conn, |b| { b.push("select …").push_bind(a); })`. Such a query is planned anew
/// each time: PostgreSQL keeps the plan of a prepared one, and one that was made while a table was nearly
/// empty would read all of it long after a list has filled it.
/// Errors come back as [`StoreError`](super::StoreError).
macro_rules! sql {
    (one $T:ty, $conn:expr, $q:expr $(, $a:expr)* $(,)?) => {
        $crate::store::sql!(@ $conn, sqlx::query_as::<_, $T>($q), fetch_one $(, $a)*)
    };
    (value $T:ty, $conn:expr, $q:expr $(, $a:expr)* $(,)?) => {
        $crate::store::sql!(@ $conn, sqlx::query_scalar::<_, $T>($q), fetch_one $(, $a)*)
    };
    (optional $T:ty, $conn:expr, $q:expr $(, $a:expr)* $(,)?) => {
        $crate::store::sql!(@ $conn, sqlx::query_as::<_, $T>($q), fetch_optional $(, $a)*)
    };
    (all $T:ty, $conn:expr, $q:expr $(, $a:expr)* $(,)?) => {
        $crate::store::sql!(@ $conn, sqlx::query_as::<_, $T>($q), fetch_all $(, $a)*)
    };
    (run $conn:expr, $q:expr $(, $a:expr)* $(,)?) => {
        match $conn {
            $crate::store::Conn::Pg(c) => {
                sqlx::query($q)$(.bind($a))*.execute(c).await.map(|done| done.rows_affected())
            }
            $crate::store::Conn::Lite(c) => {
                sqlx::query($q)$(.bind($a))*.execute(c).await.map(|done| done.rows_affected())
            }
        }
        .map_err($crate::store::StoreError::from)
    };
    (many $conn:expr, $head:expr, $rows:expr, |$b:ident, $row:ident| $push:expr) => {
        $crate::store::sql!(many $conn, $head, $rows, |$b, $row| $push, "")
    };
    (many $conn:expr, $head:expr, $rows:expr, |$b:ident, $row:ident| $push:expr, $tail:expr) => {
        match $conn {
            $crate::store::Conn::Pg(c) => {
                let mut query = sqlx::QueryBuilder::<sqlx::Postgres>::new($head);
                query.push_values($rows, |mut $b, $row| { $push; });
                query.push($tail);
                query.build().execute(c).await.map(|done| done.rows_affected())
            }
            $crate::store::Conn::Lite(c) => {
                let mut query = sqlx::QueryBuilder::<sqlx::Sqlite>::new($head);
                query.push_values($rows, |mut $b, $row| { $push; });
                query.push($tail);
                query.build().execute(c).await.map(|done| done.rows_affected())
            }
        }
        .map_err($crate::store::StoreError::from)
    };
    (built run $conn:expr, |$b:ident| $push:expr) => {
        match $conn {
            $crate::store::Conn::Pg(c) => {
                let mut $b = sqlx::QueryBuilder::<sqlx::Postgres>::new("");
                $push;
                $b.build().persistent(false).execute(c).await.map(|done| done.rows_affected())
            }
            $crate::store::Conn::Lite(c) => {
                let mut $b = sqlx::QueryBuilder::<sqlx::Sqlite>::new("");
                $push;
                $b.build().execute(c).await.map(|done| done.rows_affected())
            }
        }
        .map_err($crate::store::StoreError::from)
    };
    (built $T:ty, $conn:expr, |$b:ident| $push:expr) => {
        match $conn {
            $crate::store::Conn::Pg(c) => {
                let mut $b = sqlx::QueryBuilder::<sqlx::Postgres>::new("");
                $push;
                $b.build_query_as::<$T>().persistent(false).fetch_all(c).await
            }
            $crate::store::Conn::Lite(c) => {
                let mut $b = sqlx::QueryBuilder::<sqlx::Sqlite>::new("");
                $push;
                $b.build_query_as::<$T>().fetch_all(c).await
            }
        }
        .map_err($crate::store::StoreError::from)
    };
    (@ $conn:expr, $query:expr, $fetch:ident $(, $a:expr)*) => {
        match $conn {
            $crate::store::Conn::Pg(c) => $query$(.bind($a))*.$fetch(c).await,
            $crate::store::Conn::Lite(c) => $query$(.bind($a))*.$fetch(c).await,
        }
        .map_err($crate::store::StoreError::from)
    };
}
pub(crate) use sql;

/// Binds a value into a query that is put together, so that PostgreSQL plans for any such value and not for
/// this one. What it has counted is of the campaigns before: of the one that begins it expects no rows, and
/// would rather read all of them than look up fifty.
pub(crate) fn push_any<'q, DB, T>(query: &mut sqlx::QueryBuilder<'q, DB>, value: T)
where
    DB: sqlx::Database,
    T: 'q + sqlx::Encode<'q, DB> + sqlx::Type<DB>,
{
    query.push("(select ").push_bind(value).push(")");
}

/// Says that a column has one of these numbers, at least one, and between which they lie: where a planner would
/// rather pass through rows than look each of them up, it passes through those between them and no others.
pub(crate) fn push_numbers<'q, DB>(
    query: &mut sqlx::QueryBuilder<'q, DB>,
    column: &str,
    numbers: impl Iterator<Item = i64> + Clone,
) where
    DB: sqlx::Database,
    i64: sqlx::Encode<'q, DB> + sqlx::Type<DB>,
{
    for (bound, number) in [(" >= ", numbers.clone().min()), (" <= ", numbers.clone().max())] {
        query.push(column).push(bound).push_bind(number.unwrap_or_default()).push(" and ");
    }
    query.push(column).push(" in ");
    push_list(query, numbers);
}

/// Binds each of these into a query that is put together, as the list that stands behind `in`. There is at
/// least one of them: no engine knows a list of nothing.
pub(crate) fn push_list<'q, DB, T>(
    query: &mut sqlx::QueryBuilder<'q, DB>,
    values: impl IntoIterator<Item = T>,
) where
    DB: sqlx::Database,
    T: 'q + sqlx::Encode<'q, DB> + sqlx::Type<DB>,
{
    query.push("(");
    let mut list = query.separated(", ");
    for value in values {
        list.push_bind(value);
    }
    query.push(")");
}
