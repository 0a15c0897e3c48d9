"""What staff read: lists, tasks to do, timelines, previews of mails."""
