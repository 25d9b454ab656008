//! A request by its reference.

use habeas_domain::id::RequestId;
use habeas_domain::reference::Reference;

use crate::cases::Cases;
use crate::store::{StoreError, sql};

impl Cases {
    /// The request that was taken in under that reference, whether or not anybody can read it still. It is
    /// found by the event itself, and so from the commit on: a view may not have it yet.
    pub(crate) async fn request_of_reference(
        &self,
        reference: &Reference,
    ) -> Result<Option<RequestId>, StoreError> {
        let found: Vec<(String,)> = {
            let mut reader = self.desk.read().await?;
            // In the words of its index.
            sql!(
                all(String,),
                reader.conn(),
                "select aggregate_id from events
                  where event_type = 'RequestReceived'
                    and payload -> 'RequestReceived' ->> 'reference' = $1",
                reference.as_str(),
            )?
        };
        // References are drawn from so many that no two are one; were two, the same is found each time.
        let first = found.into_iter().map(|(id,)| id).min();
        let id = first.map(|id| RequestId::parse(&id));
        id.transpose().map_err(|_| StoreError::inconsistent("events", "aggregate_id", reference))
    }
}
