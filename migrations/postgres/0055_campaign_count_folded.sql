-- What a campaign's changes come to is folded now and then: a row a batch and state, instead of two a group.
grant delete on campaign_count to habeas_app;
