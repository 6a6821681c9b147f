//! Who may do what: roles, permissions and the policy table.
//!
//! The table has one row for each action. An operation of the API is an action of the same name
//! (`complete_lesson` is [`CompleteLesson`]); so are the acts of background jobs. What is not in the table
//! cannot be done: use cases take a proof of exactly one action, and only the table's rows can be proven.

use serde::{Deserialize, Serialize};

mod roles;

pub use roles::{Role, RoleSet};

/// What a user may do in the whole organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// Use one's own account.
    OwnAccount,
    /// Enroll oneself, learn, hold certificates.
    Learn,
    /// Change the organization's settings.
    ManageOrganization,
    /// See who is in the organization.
    ViewMembers,
    /// Invite, change and remove members.
    ManageMembers,
    /// Create courses and upload pictures for them.
    AuthorCourses,
    /// Have a say in courses at all; which courses, the course decides.
    UseCourses,
    /// Hold API keys.
    UseApiKeys,
    /// Read the audit log.
    ViewAudit,
    /// See and replay background jobs.
    ManageJobs,
    /// See the plan, its limits and what is in use of them.
    ViewPlan,
    /// Pay for a plan, change it and choose what a smaller one keeps.
    ManagePlan,
}

/// What an organization cannot do while a payment is long overdue. Learners learn on, everybody keeps the account, and paying is possible.
impl Permission {
    /// Whether acts under the permission wait for the payment.
    pub const fn waits_for_payment(self) -> bool {
        match self {
            Self::ManageOrganization | Self::ManageMembers | Self::AuthorCourses | Self::UseCourses | Self::UseApiKeys => true,
            Self::OwnAccount | Self::Learn | Self::ViewMembers | Self::ViewAudit | Self::ManageJobs | Self::ViewPlan | Self::ManagePlan => {
                false
            }
        }
    }

    /// Whether acts under the permission need one of the plan's seats for instructors.
    pub const fn is_authoring(self) -> bool {
        matches!(self, Self::AuthorCourses | Self::UseCourses)
    }
}

impl Permission {
    /// Whether the role has the permission. What is not listed is denied.
    pub const fn is_held_by(self, role: Role) -> bool {
        use Role::{Admin, Instructor, Manager, Owner};
        match self {
            Self::OwnAccount | Self::Learn => true,
            Self::ManageOrganization | Self::ManageMembers | Self::ViewAudit | Self::ManageJobs => matches!(role, Owner | Admin),
            Self::ViewMembers | Self::UseCourses | Self::UseApiKeys | Self::ViewPlan => {
                matches!(role, Owner | Admin | Manager | Instructor)
            }
            Self::AuthorCourses => matches!(role, Owner | Admin | Instructor),
            Self::ManagePlan => matches!(role, Owner),
        }
    }
}

/// What somebody is in one course.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CourseRole {
    /// Answers for the course.
    Creator,
    /// Writes it.
    Editor,
    /// Judges learners' work.
    Grader,
}

impl CourseRole {
    /// Every role in a course.
    pub const ALL: [Self; 3] = [Self::Creator, Self::Editor, Self::Grader];

    /// The role's word in the database and in answers.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Creator => "creator",
            Self::Editor => "editor",
            Self::Grader => "grader",
        }
    }

    /// The role with this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == word)
    }
}

/// What somebody may do in one course.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CoursePermission {
    /// See drafts.
    View,
    /// Change drafts.
    Edit,
    /// Publish and unpublish.
    Publish,
    /// Delete and restore the course, name its staff.
    Own,
    /// See learners, their progress and certificates.
    ViewLearners,
    /// Enroll and withdraw learners.
    Enroll,
    /// Revoke and re-issue certificates.
    Certify,
}

impl CoursePermission {
    /// Whether it can be used in a course that the plan has no room for any more: such a course can be looked at and deleted, its
    /// learners learn on, and nothing is added to it.
    pub const fn works_when_frozen(self) -> bool {
        match self {
            Self::View | Self::ViewLearners | Self::Own | Self::Certify => true,
            Self::Edit | Self::Publish | Self::Enroll => false,
        }
    }

    /// Whether a user with these roles, holding `in_course` in the course, has the permission.
    /// Owners and admins may do all; managers see and enroll learners in every course; instructors only where they are staff.
    pub fn is_held_by(self, roles: RoleSet, in_course: Option<CourseRole>) -> bool {
        use CourseRole::{Creator, Editor};
        if roles.has(Role::Owner) || roles.has(Role::Admin) {
            return true;
        }
        if roles.has(Role::Manager) && matches!(self, Self::ViewLearners | Self::Enroll) {
            return true;
        }
        let Some(role) = in_course.filter(|_| roles.has(Role::Instructor)) else { return false };
        match self {
            Self::View | Self::ViewLearners => true,
            Self::Edit | Self::Publish | Self::Enroll => matches!(role, Creator | Editor),
            Self::Own | Self::Certify => matches!(role, Creator),
        }
    }
}

/// Which scope an API key needs for an action; its rights are these cut with its user's present rights.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Read.
    Read,
    /// Teach and learn.
    Write,
    /// Administer.
    Admin,
}

impl Scope {
    /// Every scope.
    pub const ALL: [Self; 3] = [Self::Read, Self::Write, Self::Admin];

    /// The scope's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Admin => "admin",
        }
    }

    /// The scope with this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == word)
    }
}

/// Who may perform an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Anybody, on the apex host, where no organization is meant.
    Apex,
    /// Anybody, on an organization's host.
    Visitor,
    /// A signed-in member with the permission.
    Member(Permission),
    /// A signed-in member whom the course allows.
    Course(CoursePermission),
    /// A background job.
    Job,
    /// An operator of the platform, in a support session of this organization.
    Support,
}

/// One row of the policy table.
#[derive(Clone, Copy, Debug)]
pub struct Policy {
    /// The action's name, as in OpenAPI's `x-action`.
    pub action: &'static str,
    /// The operation that performs the action; empty when an operation performs it only besides its own.
    pub operation: &'static str,
    /// Who may.
    pub audience: Audience,
    /// The scope that an API key needs; `None` where no API key may come.
    pub scope: Option<Scope>,
    /// Whether the action writes.
    pub writes: bool,
    /// Whether it is done even while a payment is overdue or its user has no seat: it protects the organization, or only looks.
    pub always: bool,
}

impl Policy {
    /// Whether it waits for a payment that is overdue, and for a seat.
    pub const fn is_held_back(&self) -> bool {
        self.writes && !self.always
    }
}

/// Something that can be done, once proven to be allowed.
pub trait Action: 'static {
    /// The action's row in the table.
    const POLICY: Policy;
}

/// An action of anybody who visits an organization's host.
pub trait PublicAction: Action {}
/// An action of a signed-in member.
pub trait MemberAction: Action {
    /// The permission that the member needs in the whole organization.
    const PERMISSION: Permission;
}
/// An action in one course: a [`MemberAction`] that the course must allow as well.
pub trait CourseAction: MemberAction {
    /// The permission that the course must give.
    const IN_COURSE: CoursePermission;
}
/// An action of a background job.
pub trait JobAction: Action {}
/// An action of an operator on the support session itself.
pub trait SupportAction: Action {}
/// An action that may open a writing transaction.
pub trait WritingAction: Action {}

macro_rules! actions {
    ($($family:ident $mode:ident $scope:ident $name:ident $operation:literal $($permission:ident)?;)+) => {
        $(
            #[doc = concat!("Action `", stringify!($name), "`: see the policy table.")]
            #[derive(Clone, Copy, Debug)]
            pub struct $name;
            impl Action for $name {
                const POLICY: Policy = Policy {
                    action: stringify!($name),
                    operation: $operation,
                    audience: actions!(@audience $family $($permission)?),
                    scope: actions!(@scope $scope),
                    writes: actions!(@writes $mode),
                    always: actions!(@always $mode),
                };
            }
            actions!(@family $family $name $($permission)?);
            actions!(@mode $mode $name);
        )+
        /// The policy table: every action there is.
        pub const POLICIES: &[Policy] = &[$($name::POLICY),+];
    };
    (@audience apex) => { Audience::Apex };
    (@audience visitor) => { Audience::Visitor };
    (@audience job) => { Audience::Job };
    (@audience support) => { Audience::Support };
    (@audience member $permission:ident) => { Audience::Member(Permission::$permission) };
    (@audience course $permission:ident) => { Audience::Course(CoursePermission::$permission) };
    (@scope none) => { None };
    (@scope key_read) => { Some(Scope::Read) };
    (@scope key_write) => { Some(Scope::Write) };
    (@scope key_admin) => { Some(Scope::Admin) };
    (@writes read) => { false };
    (@writes write) => { true };
    (@writes always) => { true };
    (@always read) => { true };
    (@always write) => { false };
    (@always always) => { true };
    (@family apex $name:ident) => {};
    (@family visitor $name:ident) => { impl PublicAction for $name {} };
    (@family job $name:ident) => { impl JobAction for $name {} };
    (@family support $name:ident) => { impl SupportAction for $name {} };
    (@family member $name:ident $permission:ident) => {
        impl MemberAction for $name { const PERMISSION: Permission = Permission::$permission; }
    };
    (@family course $name:ident $permission:ident) => {
        impl MemberAction for $name { const PERMISSION: Permission = Permission::UseCourses; }
        impl CourseAction for $name { const IN_COURSE: CoursePermission = CoursePermission::$permission; }
    };
    (@mode read $name:ident) => {};
    (@mode write $name:ident) => { impl WritingAction for $name {} };
    (@mode always $name:ident) => { impl WritingAction for $name {} };
}

actions! {
    // organizations
    apex    write none      CreateOrganization       "create_organization";
    apex    read  none      GetSlugAvailability      "get_slug_availability";
    visitor read  key_read  GetOrganization          "get_organization";
    member  write key_admin UpdateOrganization       "update_organization" ManageOrganization;

    // identity
    visitor write none      RegisterUser             "register_user";
    visitor write none      RequestEmailVerification "request_email_verification";
    visitor write none      ConfirmEmailVerification "confirm_email_verification";
    visitor write none      RequestPasswordReset     "request_password_reset";
    visitor write none      ConfirmPasswordReset     "confirm_password_reset";
    visitor write none      CreateSession            "create_session";
    visitor write none      ExchangeHandoff          "exchange_handoff";
    visitor write none      RefreshSession           "refresh_session";
    member  read  none      ListSessions             "list_sessions" OwnAccount;
    member  write none      RevokeSession            "revoke_session" OwnAccount;
    visitor write none      EndSession               "end_session";
    member  read  key_read  GetMe                    "get_me" OwnAccount;
    member  write none      UpdateMe                 "update_me" OwnAccount;
    member  write none      ChangePassword           "change_password" OwnAccount;
    member  read  key_read  GetDashboard             "get_dashboard" OwnAccount;
    member  read  key_admin ListMembers              "list_members" ViewMembers;
    member  write key_admin UpdateMember             "update_member" ManageMembers;
    member  write key_admin RemoveMember             "remove_member" ManageMembers;
    member  read  key_admin ListInvitations          "list_invitations" ManageMembers;
    member  write key_admin CreateInvitation         "create_invitation" ManageMembers;
    member  write key_admin RevokeInvitation         "revoke_invitation" ManageMembers;
    visitor read  none      PreviewInvitation        "preview_invitation";
    visitor write none      AcceptInvitation         "accept_invitation";
    member  read  none      ListApiKeys              "list_api_keys" UseApiKeys;
    member  write none      CreateApiKey             "create_api_key" UseApiKeys;
    member  always none     RevokeApiKey             "revoke_api_key" UseApiKeys;

    // administration
    member  read  key_admin ListAuditEvents          "list_audit_events" ViewAudit;
    member  read  key_admin ListJobs                 "list_jobs" ManageJobs;
    member  write key_admin ReplayJob                "replay_job" ManageJobs;

    // support
    visitor write none      EnterSupportSession      "enter_support_session";
    support read  none      GetSupportSession        "get_support_session";
    support write none      LeaveSupportSession      "leave_support_session";
    member  read  key_admin ListSupportSessions      "list_support_sessions" ViewAudit;
    member  always key_admin RevokeSupportSession     "revoke_support_session" ManageOrganization;

    // billing
    member  read  key_read  GetEntitlements          "get_entitlements" ViewPlan;
    visitor read  key_read  ListPlans                "list_plans";
    member  read  key_read  GetSubscription          "get_subscription" ViewPlan;
    member  read  key_read  PreviewPlan              "preview_plan" ManagePlan;
    member  read  key_read  ListInvoices             "list_invoices" ManagePlan;
    member  write none      CreateCheckout           "create_checkout" ManagePlan;
    member  write none      CreatePortalSession      "create_portal_session" ManagePlan;
    member  write none      RefreshSubscription      "refresh_subscription" ManagePlan;
    member  write none      CreateSubscriptionChange "create_subscription_change" ManagePlan;
    member  read  none      GetSubscriptionChange    "get_subscription_change" ManagePlan;
    member  read  key_read  GetKept                  "get_kept" ManagePlan;
    member  write none      UpdateKept               "update_kept" ManagePlan;

    // messaging
    member  read  key_admin GetSendingDomain         "get_sending_domain" ManageOrganization;
    member  write key_admin SetSendingDomain         "set_sending_domain" ManageOrganization;
    member  write key_admin RemoveSendingDomain      "remove_sending_domain" ManageOrganization;
    member  write key_admin CheckSendingDomain       "check_sending_domain" ManageOrganization;
    member  write key_admin RotateDkimKey            "rotate_dkim_key" ManageOrganization;

    // courses
    member  read  key_read  ListCourses              "list_courses" UseCourses;
    member  write key_write CreateCourse             "create_course" AuthorCourses;
    course  read  key_read  GetCourse                "get_course" ViewLearners;
    course  write key_write UpdateCourse             "update_course" Edit;
    course  write key_write DeleteCourse             "delete_course" Own;
    course  write key_write RestoreCourse            "restore_course" Own;
    course  write key_write PublishCourse            "publish_course" Publish;
    course  read  key_read  GetCourseChecks          "get_course_checks" View;
    course  read  key_read  GetOutline               "get_outline" View;
    course  write key_write UpdateOutline            "update_outline" Edit;
    course  read  key_read  GetStaff                 "get_staff" View;
    course  write key_write UpdateStaff              "update_staff" Own;
    course  read  key_read  GetBin                   "get_bin" View;
    course  write key_write CreateSection            "create_section" Edit;
    course  write key_write UpdateSection            "update_section" Edit;
    course  write key_write DeleteSection            "delete_section" Edit;
    course  write key_write RestoreSection           "restore_section" Edit;
    course  write key_write CreateLesson             "create_lesson" Edit;
    course  read  key_read  GetLesson                "get_lesson" View;
    course  write key_write UpdateLesson             "update_lesson" Edit;
    course  write key_write DeleteLesson             "delete_lesson" Edit;
    course  write key_write RestoreLesson            "restore_lesson" Edit;
    course  write key_write PublishLesson            "publish_lesson" Publish;
    course  write key_write UnpublishLesson          "unpublish_lesson" Publish;
    course  write key_write DuplicateLesson          "duplicate_lesson" Edit;
    course  read  key_read  ListLessonRevisions      "list_lesson_revisions" View;
    course  read  key_read  PreviewOutline           "preview_outline" View;
    course  read  key_read  PreviewLesson            "preview_lesson" View;
    member  write key_write CreateAsset              "create_asset" AuthorCourses;
    visitor read  key_read  ListCatalog              "list_catalog";
    visitor read  key_read  GetCatalogCourse         "get_catalog_course";
    visitor read  key_read  GetCatalogLesson         "get_catalog_lesson";

    // video
    course  write key_write CreateVideo              "create_video" Edit;
    course  read  key_read  ListVideos               "list_videos" View;
    course  read  key_read  GetVideo                 "get_video" View;
    course  write key_write UpdateVideo              "update_video" Edit;
    course  write key_write DeleteVideo              "delete_video" Edit;
    course  write key_write CancelVideo              "cancel_video" Edit;
    course  write key_write RetryVideo               "retry_video" Edit;
    course  write key_write CreateVideoMove          "create_video_move" Edit;
    course  write key_write DeleteVideoMove          "delete_video_move" Edit;
    member  read  key_read  GetVideoUsage            "get_video_usage" ViewPlan;
    course  read  key_read  GetVideoRetention        "get_video_retention" View;
    visitor read  none      GetUploadOptions         "get_upload_options";
    course  write key_write CreateVideoUpload        "create_video_upload" Edit;
    course  read  key_read  GetVideoUpload           "get_video_upload" Edit;
    course  write key_write AppendVideoUpload        "append_video_upload" Edit;
    course  write key_write EndVideoUpload           "end_video_upload" Edit;
    course  write key_write SetVideoCaptions         "set_video_captions" Edit;
    course  read  key_read  ListVideoCaptions        "list_video_captions" View;
    course  read  key_read  GetVideoCaptions         "get_video_captions" View;
    course  write key_write DeleteVideoCaptions      "delete_video_captions" Edit;
    course  write key_write CreateVideoTranscription "create_video_transcription" Edit;
    course  read  key_read  ListVideoTranscriptions  "list_video_transcriptions" View;
    course  always none     CreateVideoPlayback      "create_video_playback" View;
    member  write none      CreatePlayback           "create_playback" Learn;
    member  write none      RenewPlayback            "renew_playback" Learn;
    member  write none      EndPlayback              "end_playback" Learn;
    visitor write none      CreateCatalogPlayback    "create_catalog_playback";

    // learning
    member  read  key_read  ListEnrollments          "list_enrollments" Learn;
    member  write key_write CreateEnrollment         "create_enrollment" Learn;
    course  write key_write EnrollLearners           "" Enroll;
    member  read  key_read  GetEnrollment            "get_enrollment" Learn;
    course  write key_write UpdateEnrollment         "update_enrollment" Enroll;
    member  read  key_read  GetEnrollmentOutline     "get_enrollment_outline" Learn;
    member  read  key_read  GetEnrollmentLesson      "get_enrollment_lesson" Learn;
    member  write key_write RecordEvents             "record_events" Learn;
    member  write key_write CompleteLesson           "complete_lesson" Learn;
    member  read  key_read  GetProgress              "get_progress" Learn;
    course  read  key_read  ListLearners             "list_learners" ViewLearners;

    // certificates
    member  read  key_read  ListCertificates         "list_certificates" Learn;
    visitor read  key_read  GetCertificate           "get_certificate";
    visitor write key_read  GetCertificatePdf        "get_certificate_pdf";
    course  write key_write RevokeCertificate        "revoke_certificate" Certify;
    course  write key_write ReissueCertificate       "reissue_certificate" Certify;

    // background jobs
    job     write none      SendMail                 "";
    job     write none      IssueCertificate         "";
    job     write none      RenderCertificate        "";
    job     write none      ExpireEnrollments        "";
    job     write none      WithdrawLearner          "";
    job     write none      SweepAssets              "";
    job     write none      ProcessVideo             "";
    job     write none      TranscribeVideo          "";
    job     write none      DeleteVideoFiles         "";
    job     write none      SweepVideos              "";
    job     write none      FollowVideo              "";
    job     write none      CarryVideo               "";
    job     read  none      DeleteRemoteVideo        "";
    job     write none      CountDelivery            "";
    job     write none      CountWatching            "";
    job     write none      ExpireUploads            "";
    job     write none      ReleaseInvitations       "";
    job     write none      ForgetExpired            "";
    job     write none      RecountUsage             "";
    job     write none      SyncSubscription         "";
    job     write none      ReviewPlan               "";
    job     read  none      MeasureHealth            "";
    job     write none      WatchSendingDomain       "";
}

/// The row of an operation, by its `operationId`.
pub fn policy_of_operation(operation: &str) -> Option<&'static Policy> {
    POLICIES.iter().find(|policy| !operation.is_empty() && policy.operation == operation)
}

#[cfg(test)]
mod tests;
