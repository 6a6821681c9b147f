//! Only the course repository says that somebody may do something in a course.
use domain::{access::UpdateCourse, ids::CourseId};
use repositories::{CourseGrant, Grant};

pub fn by_hand(grant: Grant<UpdateCourse>, course_id: CourseId) -> CourseGrant<UpdateCourse> {
    CourseGrant { grant, course_id }
}
