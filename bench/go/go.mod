module waybill.dev/bench

go 1.26
