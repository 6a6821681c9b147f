//! Makes tables whose rows belong to one organization, the same on both databases.

use sea_orm_migration::{
    prelude::*,
    sea_orm::{ConnectionTrait, DbBackend},
};

/// A column's type, in the words of both databases.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// 16 bytes.
    Uuid,
    /// Text of any length.
    Text,
    /// A moment in UTC with microseconds.
    Moment,
    /// 64 bits.
    Integer,
    /// A double.
    Real,
    /// True or false.
    Flag,
}

impl Kind {
    pub(crate) const fn sql(self, backend: DbBackend) -> &'static str {
        match (self, backend) {
            (Self::Uuid, DbBackend::Postgres) => "uuid",
            (Self::Uuid, _) => "blob",
            (Self::Moment, DbBackend::Postgres) => "timestamptz",
            (Self::Text | Self::Moment, _) => "text",
            (Self::Integer, _) => "bigint",
            (Self::Real, DbBackend::Postgres) => "double precision",
            (Self::Real, _) => "double",
            (Self::Flag, _) => "boolean",
        }
    }
}

/// A column that must have a value.
#[derive(Clone, Copy, Debug)]
pub struct Column(&'static str, Kind, bool);

/// A column that must have a value.
pub const fn needed(name: &'static str, kind: Kind) -> Column {
    Column(name, kind, true)
}

/// A column that may be empty.
pub const fn optional(name: &'static str, kind: Kind) -> Column {
    Column(name, kind, false)
}

/// What happens to a row when the row that it points to is deleted.
#[derive(Clone, Copy, Debug)]
pub enum OnDelete {
    /// It goes too.
    Cascade,
    /// The deletion is refused.
    Restrict,
}

/// A table of organizations' rows: primary key `(org_id, id)`, foreign keys and unique rules that lead with `org_id`,
/// and on PostgreSQL a policy that shows and takes rows of the transaction's organization only.
#[derive(Clone, Copy, Debug)]
pub struct TenantTable {
    /// The table's name.
    pub name: &'static str,
    /// Its columns besides `org_id` and `id`.
    pub columns: &'static [Column],
    /// Its references: column, table that it points to, what a deletion there does.
    pub parents: &'static [(&'static str, &'static str, OnDelete)],
    /// Columns that are unique together inside an organization.
    pub unique: &'static [&'static [&'static str]],
    /// Columns that are searched together inside an organization.
    pub indexes: &'static [&'static [&'static str]],
}

impl TenantTable {
    /// Creates the table with its keys, indexes and policy.
    pub async fn create(&self, manager: &SchemaManager<'_>) -> Result<(), DbErr> {
        let db = manager.get_connection();
        for statement in self.statements(db.get_database_backend()) {
            db.execute_unprepared(&statement).await?;
        }
        Ok(())
    }

    fn statements(&self, backend: DbBackend) -> Vec<String> {
        let name = self.name;
        let uuid = Kind::Uuid.sql(backend);
        let mut parts = vec![format!("org_id {uuid} NOT NULL"), format!("id {uuid} NOT NULL")];
        parts.extend(self.columns.iter().map(|column| column_sql(column, backend)));
        parts.push("PRIMARY KEY (org_id, id)".to_owned());
        parts.push("FOREIGN KEY (org_id) REFERENCES organizations (id)".to_owned());
        parts.extend(self.parents.iter().map(|(column, parent, on_delete)| {
            let rule = match on_delete {
                OnDelete::Cascade => "CASCADE",
                OnDelete::Restrict => "RESTRICT",
            };
            format!("FOREIGN KEY (org_id, {column}) REFERENCES {parent} (org_id, id) ON DELETE {rule}")
        }));
        parts.extend(self.unique.iter().map(|columns| format!("UNIQUE (org_id, {})", columns.join(", "))));
        let mut statements = vec![format!("CREATE TABLE {name} ({})", parts.join(", "))];
        statements.extend(
            self.indexes
                .iter()
                .map(|columns| format!("CREATE INDEX {name}_{}_idx ON {name} (org_id, {})", columns.join("_"), columns.join(", "))),
        );
        if backend == DbBackend::Postgres {
            // The strict form: with the setting unset or empty the cast fails, so a forgotten scope is loud.
            let own = "org_id = current_setting('app.org_id')::uuid";
            statements.push(format!("ALTER TABLE {name} ENABLE ROW LEVEL SECURITY"));
            statements.push(format!("ALTER TABLE {name} FORCE ROW LEVEL SECURITY"));
            statements.push(format!("CREATE POLICY tenant ON {name} USING ({own}) WITH CHECK ({own})"));
        }
        statements
    }
}

/// Creates a table of the platform, which belongs to no organization: the first column is its key.
pub async fn system_table(
    manager: &SchemaManager<'_>,
    name: &str,
    columns: &[Column],
    rules: &[&str],
    indexes: &[&[&str]],
) -> Result<(), DbErr> {
    let db = manager.get_connection();
    let backend = db.get_database_backend();
    let mut parts: Vec<String> = columns.iter().map(|column| column_sql(column, backend)).collect();
    parts.extend(rules.iter().map(|rule| (*rule).to_owned()));
    db.execute_unprepared(&format!("CREATE TABLE {name} ({})", parts.join(", "))).await?;
    for columns in indexes {
        db.execute_unprepared(&format!("CREATE INDEX {name}_{}_idx ON {name} ({})", columns.join("_"), columns.join(", "))).await?;
    }
    Ok(())
}

/// Makes a table refuse every change of a row that was written: its rows are records.
pub async fn append_only(manager: &SchemaManager<'_>, name: &str) -> Result<(), DbErr> {
    let db = manager.get_connection();
    let sql = if db.get_database_backend() == DbBackend::Postgres {
        format!(
            "CREATE FUNCTION {name}_is_append_only() RETURNS trigger LANGUAGE plpgsql AS \
             $$ BEGIN RAISE EXCEPTION '{name} is append-only'; END $$; \
             CREATE TRIGGER {name}_is_append_only BEFORE UPDATE ON {name} FOR EACH ROW EXECUTE FUNCTION {name}_is_append_only()"
        )
    } else {
        format!("CREATE TRIGGER {name}_is_append_only BEFORE UPDATE ON {name} BEGIN SELECT RAISE(ABORT, '{name} is append-only'); END")
    };
    db.execute_unprepared(&sql).await?;
    Ok(())
}

/// Drops tables, the last made first, with what [`append_only`] added.
pub async fn drop_tables(manager: &SchemaManager<'_>, names: &[&str]) -> Result<(), DbErr> {
    let db = manager.get_connection();
    for name in names {
        db.execute_unprepared(&format!("DROP TABLE {name}")).await?;
        if db.get_database_backend() == DbBackend::Postgres {
            db.execute_unprepared(&format!("DROP FUNCTION IF EXISTS {name}_is_append_only()")).await?;
        }
    }
    Ok(())
}

fn column_sql(Column(name, kind, is_needed): &Column, backend: DbBackend) -> String {
    format!("{name} {}{}", kind.sql(backend), if *is_needed { " NOT NULL" } else { "" })
}
