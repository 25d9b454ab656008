-- How many messages of a batch stand how, without counting them: whoever looks at a campaign of a million asks
-- for it each time. Every statement that adds, moves or removes messages keeps it, in its own transaction. There
-- is one writer at a time: one row a batch and state is enough.
create table campaign_count (
    campaign text not null,
    version integer not null,
    batch integer not null,
    state text not null,
    -- How many there are: one change after the other, added up.
    change integer not null,
    constraint campaign_count_pkey primary key (campaign, version, batch, state)
) strict;

create trigger campaign_message_added after insert on campaign_message begin
    insert into campaign_count (campaign, version, batch, state, change)
    values (new.campaign, new.version, new.batch, new.state, 1)
    on conflict (campaign, version, batch, state) do update set change = change + 1;
end;

create trigger campaign_message_moved
after update of campaign, version, batch, state on campaign_message
when (old.campaign, old.version, old.batch, old.state)
  <> (new.campaign, new.version, new.batch, new.state) begin
    insert into campaign_count (campaign, version, batch, state, change)
    values (old.campaign, old.version, old.batch, old.state, -1)
    on conflict (campaign, version, batch, state) do update set change = change - 1;
    insert into campaign_count (campaign, version, batch, state, change)
    values (new.campaign, new.version, new.batch, new.state, 1)
    on conflict (campaign, version, batch, state) do update set change = change + 1;
end;

create trigger campaign_message_gone after delete on campaign_message begin
    insert into campaign_count (campaign, version, batch, state, change)
    values (old.campaign, old.version, old.batch, old.state, -1)
    on conflict (campaign, version, batch, state) do update set change = change - 1;
end;

insert into campaign_count (campaign, version, batch, state, change)
select campaign, version, batch, state, count(*) from campaign_message
 group by campaign, version, batch, state;
