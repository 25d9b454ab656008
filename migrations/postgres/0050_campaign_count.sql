-- How many messages stand how, without counting them: whoever looks at a campaign of a million asks for it each
-- time. Every statement that adds, moves or removes messages leaves what it changed, in its own transaction.
-- Rows are only ever added, so that no two senders wait for each other's.
create table campaign_count (
    campaign text collate "C" not null,
    version bigint not null,
    batch bigint not null,
    state text collate "C" not null,
    change bigint not null
);

create index campaign_count_campaign on campaign_count (campaign, version);

comment on table campaign_count is 'How many messages of a batch stand how: the sum of all changes.';
comment on column campaign_count.change is 'How many there are more, or fewer.';

create function count_campaign_messages() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        insert into campaign_count (campaign, version, batch, state, change)
        select a.campaign, a.version, a.batch, a.state, count(*)
          from added a group by a.campaign, a.version, a.batch, a.state;
    elsif tg_op = 'DELETE' then
        insert into campaign_count (campaign, version, batch, state, change)
        select g.campaign, g.version, g.batch, g.state, -count(*)
          from gone g group by g.campaign, g.version, g.batch, g.state;
    else
        insert into campaign_count (campaign, version, batch, state, change)
        select c.campaign, c.version, c.batch, c.state, sum(c.change)
          from (select campaign, version, batch, state, 1 as change from added
                union all
                select campaign, version, batch, state, -1 from gone) c
         group by c.campaign, c.version, c.batch, c.state
        having sum(c.change) <> 0;
    end if;
    return null;
end
$$;

comment on function count_campaign_messages() is 'Trigger of campaign_message: leaves in campaign_count what a statement changed.';

create trigger campaign_message_added after insert on campaign_message
    referencing new table as added
    for each statement execute function count_campaign_messages();
create trigger campaign_message_moved after update on campaign_message
    referencing old table as gone new table as added
    for each statement execute function count_campaign_messages();
create trigger campaign_message_gone after delete on campaign_message
    referencing old table as gone
    for each statement execute function count_campaign_messages();

-- Behind the triggers, which hold back whoever writes meanwhile.
insert into campaign_count (campaign, version, batch, state, change)
select campaign, version, batch, state, count(*) from campaign_message
 group by campaign, version, batch, state;

grant select, insert on campaign_count to habeas_app;
