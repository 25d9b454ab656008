-- Here a batch and state have one row from the beginning: there is nothing to be folded.
select 1;
