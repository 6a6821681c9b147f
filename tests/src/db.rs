//! A fresh, migrated database for each test, cloned from one that was migrated once.

use std::path::Path;

use sea_orm::{ConnectionTrait, Database};
use tokio::sync::OnceCell;
use uuid::Uuid;

/// A database of one test; PostgreSQL's is dropped with it.
#[derive(Debug)]
pub struct TestDb {
    /// As the application.
    pub url: String,
    /// As the schema's owner.
    pub owner_url: String,
    name: Option<String>,
}

/// Whether this run is on PostgreSQL.
pub fn is_postgres() -> bool {
    std::env::var("LYCEUM_TEST_DB").is_ok_and(|name| name == "postgres")
}

static SQLITE: OnceCell<tempfile::TempDir> = OnceCell::const_new();
static POSTGRES: OnceCell<String> = OnceCell::const_new();

impl TestDb {
    /// A migrated database.
    pub async fn fresh(folder: &Path) -> Self {
        if is_postgres() { Self::postgres().await } else { Self::sqlite(folder).await }
    }

    async fn sqlite(folder: &Path) -> Self {
        let template = SQLITE
            .get_or_init(|| async {
                let folder = tempfile::tempdir().unwrap();
                migrations::up(&format!("sqlite://{}?mode=rwc", folder.path().join("template.db").display())).await.unwrap();
                folder
            })
            .await;
        let file = folder.join("lyceum.db");
        std::fs::copy(template.path().join("template.db"), &file).unwrap();
        let url = format!("sqlite://{}", file.display());
        Self { owner_url: url.clone(), url, name: None }
    }

    async fn postgres() -> Self {
        let template = POSTGRES.get_or_init(make_template).await;
        let name = format!("lyceum_test_{}", Uuid::now_v7().simple());
        run(&admin_url("postgres"), &[&format!("CREATE DATABASE {name} TEMPLATE {template} OWNER lyceum_owner")]).await;
        Self { url: role_url("lyceum_app", &name), owner_url: role_url("lyceum_owner", &name), name: Some(name) }
    }

    /// An empty database, without a schema.
    pub async fn empty(folder: &Path) -> Self {
        if !is_postgres() {
            let url = format!("sqlite://{}?mode=rwc", folder.join("empty.db").display());
            return Self { owner_url: url.clone(), url, name: None };
        }
        POSTGRES.get_or_init(make_template).await;
        let name = format!("lyceum_test_{}", Uuid::now_v7().simple());
        run(&admin_url("postgres"), &[&format!("CREATE DATABASE {name} OWNER lyceum_owner")]).await;
        run(&admin_url(&name), PER_DATABASE).await;
        Self { url: role_url("lyceum_app", &name), owner_url: role_url("lyceum_owner", &name), name: Some(name) }
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        let Some(name) = self.name.take() else { return };
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                if let Ok(db) = Database::connect(admin_url("postgres")).await {
                    let _ = db.execute_unprepared(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
                }
            });
        });
        let _ = dropping.join();
    }
}

/// What the schema's owner sets up in each database: the application may use its tables, and owns none.
const PER_DATABASE: &[&str] = &[
    "GRANT USAGE ON SCHEMA public TO lyceum_app",
    "GRANT ALL ON SCHEMA public TO lyceum_owner",
    "ALTER DEFAULT PRIVILEGES FOR ROLE lyceum_owner IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO lyceum_app",
];

async fn make_template() -> String {
    let name = format!("lyceum_template_{}", Uuid::now_v7().simple());
    let roles = ["lyceum_owner", "lyceum_app"].map(|role| {
        format!(
            "DO $$ BEGIN CREATE ROLE {role} LOGIN PASSWORD '{role}' NOSUPERUSER NOBYPASSRLS; \
             EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
        )
    });
    run(&admin_url("postgres"), &[&roles[0], &roles[1], &format!("CREATE DATABASE {name} OWNER lyceum_owner")]).await;
    run(&admin_url(&name), PER_DATABASE).await;
    migrations::up(&role_url("lyceum_owner", &name)).await.unwrap();
    name
}

async fn run(url: &str, statements: &[&str]) {
    let db = Database::connect(url).await.expect("TEST_POSTGRES_URL must lead to a server; use scripts/with-postgres.sh");
    for statement in statements {
        db.execute_unprepared(statement).await.unwrap();
    }
    db.close().await.unwrap();
}

fn admin_url(database: &str) -> String {
    let mut url = reqwest::Url::parse(&std::env::var("TEST_POSTGRES_URL").expect("TEST_POSTGRES_URL")).unwrap();
    url.set_path(database);
    url.to_string()
}

fn role_url(role: &str, database: &str) -> String {
    let mut url = reqwest::Url::parse(&admin_url(database)).unwrap();
    url.set_username(role).unwrap();
    url.set_password(Some(role)).unwrap();
    url.to_string()
}
