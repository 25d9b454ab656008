-- People of a campaign who turned out to be one: a line named both.
create table campaign_same (
    campaign text not null,
    -- The number of the person who gives way.
    person integer not null,
    -- The number of the one who goes for both; may give way in turn.
    same_as integer not null,
    -- The batch whose line named both: it counts from when that is in the stream.
    batch integer not null,
    constraint campaign_same_pkey primary key (campaign, person)
) strict;
create index campaign_same_as on campaign_same (campaign, same_as);
create index campaign_same_batch on campaign_same (campaign, batch);
