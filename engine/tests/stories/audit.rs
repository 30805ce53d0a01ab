//! The audit trail, as it is read.

use domain::audit::AuditFilter;
use domain::permission::ViewAudit;

use crate::on_both;

on_both! {
    async fn an_action_is_found_by_its_beginning_in_upper_and_lower_case_alike(world: World) {
        world.admin().enables_maintenance("index rebuild").await;
        let permit = world.admin().caller.permit::<ViewAudit>().unwrap();
        for (typed, found) in [("maintenance.enable", 1), ("MainTenance", 1), ("MAINTENANCE.E", 1), ("aintenance", 0)] {
            let filter = AuditFilter { action: Some(typed.to_owned()), ..AuditFilter::default() };
            let entries = world.engine.audit(&permit, filter).await.unwrap().items;
            assert_eq!(entries.len(), found, "{typed}");
        }
    }
}
