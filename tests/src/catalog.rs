//! What the database itself says of its tables, in one form for both.

use sea_orm::{ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement};

/// A foreign key: its columns, the table that it points to, the columns there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForeignKey {
    /// The columns here.
    pub from: Vec<String>,
    /// The other table.
    pub table: String,
    /// The columns there.
    pub to: Vec<String>,
}

/// A table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// The name.
    pub name: String,
    /// The columns with their types, in order.
    pub columns: Vec<(String, String)>,
    /// The primary key's columns.
    pub primary_key: Vec<String>,
    /// Each unique rule's columns, the primary key's left out.
    pub unique: Vec<Vec<String>>,
    /// The foreign keys.
    pub foreign_keys: Vec<ForeignKey>,
    /// On PostgreSQL: whether row-level security is on, forced, and has a policy that checks both ways.
    pub is_walled: bool,
}

/// Every table of the database.
pub async fn tables(url: &str) -> Vec<Table> {
    let db = Database::connect(url).await.unwrap();
    let postgres = db.get_database_backend() == DbBackend::Postgres;
    let names = if postgres {
        "SELECT relname::text AS value FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1"
    } else {
        "SELECT name AS value FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY 1"
    };
    let mut tables = Vec::new();
    for name in words(&db, names).await {
        tables.push(if postgres { postgres_table(&db, name).await } else { sqlite_table(&db, name).await });
    }
    db.close().await.unwrap();
    tables
}

async fn postgres_table(db: &DatabaseConnection, name: String) -> Table {
    let rows = format!("FROM pg_constraint WHERE conrelid = 'public.{name}'::regclass");
    let columns_of = |array: &str, relation: &str| {
        format!(
            "(SELECT string_agg(attname, ',' ORDER BY place) FROM unnest({array}) WITH ORDINALITY AS k(number, place) \
             JOIN pg_attribute ON attrelid = {relation} AND attnum = number)"
        )
    };
    let own = columns_of("conkey", "conrelid");
    let other = columns_of("confkey", "confrelid");
    let walled = format!(
        "SELECT 'walled' AS value FROM pg_class c JOIN pg_policies p ON p.tablename = c.relname WHERE c.relname = '{name}' \
         AND c.relrowsecurity AND c.relforcerowsecurity AND p.qual LIKE '%org_id = (current_setting(%app.org_id%' AND p.with_check = p.qual"
    );
    Table {
        columns: pairs(db, &format!("SELECT column_name::text || '|' || data_type || '|' || is_nullable AS value FROM information_schema.columns WHERE table_schema = 'public' AND table_name = '{name}' ORDER BY ordinal_position")).await,
        primary_key: words(db, &format!("SELECT {own} AS value {rows} AND contype = 'p'")).await.first().map_or_else(Vec::new, |key| split(key)),
        unique: sorted(words(db, &format!("SELECT {own} AS value {rows} AND contype = 'u'")).await.iter().map(|key| split(key)).collect()),
        foreign_keys: keys(&words(db, &format!("SELECT {own} || '|' || confrelid::regclass::text || '|' || {other} AS value {rows} AND contype = 'f'")).await),
        is_walled: !words(db, &walled).await.is_empty(),
        name,
    }
}

async fn sqlite_table(db: &DatabaseConnection, name: String) -> Table {
    let unique = words(
        db,
        &format!(
            "SELECT (SELECT group_concat(name, ',') FROM (SELECT name FROM pragma_index_info(l.name) ORDER BY seqno)) AS value \
             FROM pragma_index_list('{name}') l WHERE l.\"unique\" = 1 AND l.origin = 'u'"
        ),
    )
    .await;
    let foreign = words(
        db,
        &format!(
            "SELECT group_concat(\"from\", ',') || '|' || \"table\" || '|' || group_concat(\"to\", ',') AS value \
             FROM (SELECT * FROM pragma_foreign_key_list('{name}') ORDER BY id, seq) GROUP BY id"
        ),
    )
    .await;
    Table {
        columns: pairs(
            db,
            &format!("SELECT name || '|' || type || '|' || \"notnull\" AS value FROM pragma_table_info('{name}') ORDER BY cid"),
        )
        .await,
        primary_key: words(db, &format!("SELECT name AS value FROM pragma_table_info('{name}') WHERE pk > 0 ORDER BY pk")).await,
        unique: sorted(unique.iter().map(|key| split(key)).collect()),
        foreign_keys: keys(&foreign),
        is_walled: false,
        name,
    }
}

async fn words(db: &DatabaseConnection, sql: &str) -> Vec<String> {
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap();
    rows.iter().map(|row| row.try_get("", "value").unwrap()).collect()
}

async fn pairs(db: &DatabaseConnection, sql: &str) -> Vec<(String, String)> {
    words(db, sql).await.iter().map(|word| word.split_once('|').map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap()).collect()
}

fn keys(words: &[String]) -> Vec<ForeignKey> {
    let mut keys: Vec<ForeignKey> = words
        .iter()
        .map(|word| {
            let parts: Vec<&str> = word.split('|').collect();
            ForeignKey { from: split(parts[0]), table: parts[1].to_owned(), to: split(parts[2]) }
        })
        .collect();
    keys.sort_by(|a, b| a.from.cmp(&b.from));
    keys
}

fn split(list: &str) -> Vec<String> {
    list.split(',').map(str::to_owned).collect()
}

fn sorted(mut lists: Vec<Vec<String>>) -> Vec<Vec<String>> {
    lists.sort();
    lists
}

/// Everything that an organization has, in one text: equal texts mean that nothing changed. Counts of credential uses, sessions'
/// and keys' last-seen stamps are left out, for looking is allowed.
pub async fn digest(owner_url: &str, org: uuid::Uuid) -> Vec<String> {
    let db = Database::connect(owner_url).await.unwrap();
    let postgres = db.get_database_backend() == DbBackend::Postgres;
    let mut lines = Vec::new();
    for table in tables(owner_url).await.into_iter().filter(|table| table.columns[0].0 == "org_id" && table.name != "sessions") {
        let quiet = ["last_used_at", "last_seen_at", "pdf_stored_at"];
        let columns: Vec<&str> = table.columns.iter().map(|(name, _)| name.as_str()).filter(|name| !quiet.contains(name)).collect();
        let sql = if postgres {
            let row = columns.iter().map(|name| format!("COALESCE({name}::text, '-')")).collect::<Vec<_>>().join(" || '|' || ");
            format!("SELECT {row} AS value FROM {} WHERE org_id = '{org}' ORDER BY 1", table.name)
        } else {
            let row = columns.iter().map(|name| format!("quote({name})")).collect::<Vec<_>>().join(" || '|' || ");
            format!("SELECT {row} AS value FROM {} WHERE org_id = x'{}' ORDER BY 1", table.name, org.simple())
        };
        let tx = sea_orm::TransactionTrait::begin(&db).await.unwrap();
        if postgres {
            tx.execute_unprepared(&format!("SELECT set_config('app.org_id', '{org}', true)")).await.unwrap();
        }
        let rows = tx.query_all_raw(Statement::from_string(tx.get_database_backend(), sql)).await.unwrap();
        lines.extend(rows.iter().map(|row| format!("{}: {}", table.name, row.try_get::<String>("", "value").unwrap())));
        tx.rollback().await.unwrap();
    }
    db.close().await.unwrap();
    lines
}
