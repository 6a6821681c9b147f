//! Only the course repository says that somebody may do something in a course, after it looked.
use domain::{
    access::{GetCourse, UpdateCourse},
    ids::CourseId,
};
use repositories::{CourseGrant, Grant};

pub fn confirmed(grant: &Grant<UpdateCourse>, course: CourseId) -> CourseGrant<UpdateCourse> {
    CourseGrant::confirmed(grant, course)
}

pub fn of_another_action(grant: CourseGrant<GetCourse>) -> CourseGrant<UpdateCourse> {
    grant
}
