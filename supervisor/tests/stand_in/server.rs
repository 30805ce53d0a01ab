//! Stands in for `lull`: a supervisor when asked to be one, else a server that
//! starts one attempt and then waits to be killed.
fn main() {
    supervisor::main_if_asked();
}
